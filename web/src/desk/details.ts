import type { Dispose, RequiredField } from "../api/schema";
import { centsOf, instantOf } from "../time/entry";
import { t } from "../text";

/** What the agent typed besides the outcome, as typed. A callback is one day with its first and last hour. */
export interface Details {
  promiseDate: string;
  promiseAmount: string;
  callbackDay: string;
  callbackFrom: string;
  callbackUntil: string;
  note: string;
}

export type DetailField = keyof Details;
export type Complaints = Partial<Record<DetailField, string>>;

export const NO_DETAILS: Details = { promiseDate: "", promiseAmount: "", callbackDay: "", callbackFrom: "", callbackUntil: "", note: "" };

const FIELDS: Record<RequiredField, readonly DetailField[]> = {
  promise_date: ["promiseDate"],
  promise_cents: ["promiseAmount"],
  callback_from: ["callbackDay", "callbackFrom"],
  callback_until: ["callbackUntil"],
  note: ["note"],
};

/** The fields to show for an outcome, in their order on screen. */
export function fieldsOf(required: readonly RequiredField[]): DetailField[] {
  return required.flatMap((field) => FIELDS[field]);
}

/** The screen's field for the one that the server blames; null when it is none of these. */
export function fieldBlamed(field: string | null): DetailField | null {
  return field !== null && field in FIELDS ? (FIELDS[field as RequiredField].at(-1) ?? null) : null;
}

/** What keeps the outcome from being saved, field by field. `today` is the operation's day. */
export function complaintsOf(required: readonly RequiredField[], details: Details, today: string): Complaints {
  const texts = t().desk.wrap.complaints;
  const found: Complaints = {};
  for (const field of fieldsOf(required)) {
    if (!details[field].trim()) found[field] = texts.missing(t().desk.wrap.details[field]);
  }
  const asked = new Set(fieldsOf(required));
  if (asked.has("promiseDate") && details.promiseDate && details.promiseDate < today) found.promiseDate = texts.past(t().desk.wrap.details.promiseDate);
  if (asked.has("promiseAmount") && details.promiseAmount.trim() && !centsOf(details.promiseAmount)) found.promiseAmount = texts.amount(t().desk.wrap.details.promiseAmount);
  if (asked.has("callbackDay") && details.callbackDay && details.callbackDay < today) found.callbackDay = texts.past(t().desk.wrap.details.callbackDay);
  if (asked.has("callbackUntil") && details.callbackUntil && details.callbackUntil <= details.callbackFrom) found.callbackUntil = texts.order(t().desk.wrap.details.callbackUntil);
  return found;
}

/** The details as the server takes them; what the outcome does not ask for stays here. */
export function bodyOf(required: readonly RequiredField[], details: Details): Omit<Dispose, "attempt_id" | "disposition"> {
  const asked = new Set(required);
  return {
    note: details.note.trim(),
    ...(asked.has("promise_date") && { promise_date: details.promiseDate }),
    ...(asked.has("promise_cents") && { promise_cents: centsOf(details.promiseAmount) }),
    ...(asked.has("callback_from") && { callback_from: instantOf(details.callbackDay, details.callbackFrom) }),
    ...(asked.has("callback_until") && { callback_until: instantOf(details.callbackDay, details.callbackUntil) }),
  };
}
