import { OPERATION_ZONE } from "./format";

/** What people type, as the API takes it. */

/** `1.234,56`, `1234,5` or `R$ 80` in cents; null when it is no positive amount. */
export function centsOf(text: string): number | null {
  const bare = text.replaceAll(/[\sR$]/g, "");
  if (!/^\d{1,3}(\.\d{3})+(,\d{1,2})?$|^\d+(,\d{1,2})?$/.test(bare)) return null;
  const [whole = "0", part = ""] = bare.replaceAll(".", "").split(",");
  const cents = Number(whole) * 100 + Number(part.padEnd(2, "0"));
  return cents > 0 && Number.isSafeInteger(cents) ? cents : null;
}

const wallClock = new Intl.DateTimeFormat("sv-SE", {
  timeZone: OPERATION_ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
});

/** The instant at which the operation's clock shows `day` (`YYYY-MM-DD`) and `time` (`HH:MM`). */
export function instantOf(day: string, time: string): string {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const shown = Date.parse(`${wallClock.format(asUtc).replace(" ", "T")}Z`);
  return new Date(asUtc + (asUtc - shown)).toISOString();
}
