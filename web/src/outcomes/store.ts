import { signal } from "@preact/signals";

import { get } from "../api/http";
import type { Outcome, OutcomePage } from "../api/schema";

const KEPT = 60;

/** The newest outcomes first; an outcome that is corrected later changes in its place. */
export const outcomes = signal<Outcome[] | null>(null);

export function withOutcome(known: Outcome[], heard: Outcome): Outcome[] {
  const at = known.findIndex((outcome) => outcome.attempt_id === heard.attempt_id);
  if (at !== -1) return known.with(at, heard);
  const place = known.findIndex((outcome) => Date.parse(outcome.at) <= Date.parse(heard.at));
  return known.toSpliced(place === -1 ? known.length : place, 0, heard).slice(0, KEPT);
}

export function hearOutcome(heard: Outcome): void {
  outcomes.value = withOutcome(outcomes.peek() ?? [], heard);
}

export async function fetchOutcomes(): Promise<void> {
  const page = await get<OutcomePage>(`/api/outcomes?limit=${KEPT}`);
  // What the stream brought meanwhile is newer than the page.
  outcomes.value = page.items.reduceRight(keepNewer, outcomes.peek() ?? []);
}

function keepNewer(known: Outcome[], fetched: Outcome): Outcome[] {
  return withOutcome(known, fetched);
}
