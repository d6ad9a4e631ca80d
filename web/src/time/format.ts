/** Instants, durations and money as people read them. The operation's wall clock is Brasília's. */

export const OPERATION_ZONE = "America/Sao_Paulo";

const zone = { timeZone: OPERATION_ZONE } as const;
const money = new Intl.NumberFormat("pt-BR", { style: "currency", currency: "BRL" });
const clock = new Intl.DateTimeFormat("pt-BR", { ...zone, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const dayAndTime = new Intl.DateTimeFormat("pt-BR", { ...zone, day: "2-digit", month: "2-digit", hour: "2-digit", minute: "2-digit" });
const isoDay = new Intl.DateTimeFormat("sv-SE", { ...zone, year: "numeric", month: "2-digit", day: "2-digit" });

export function reais(cents: number): string {
  return money.format(cents / 100);
}

/** Whole reais, for large figures that are watched and not typed anywhere. */
export function wholeReais(cents: number): string {
  return `R$\u00a0${Math.round(cents / 100).toLocaleString("pt-BR")}`;
}

export function count(n: number): string {
  return n.toLocaleString("pt-BR");
}

export function clockTime(at: string | number): string {
  return clock.format(new Date(at));
}

export function shortDateTime(at: string): string {
  return dayAndTime.format(new Date(at)).replace(",", "");
}

export function weekdayAndDate(at: number, language: string): string {
  return new Intl.DateTimeFormat(language, { ...zone, weekday: "short", day: "numeric", month: "short", year: "numeric" }).format(at);
}

/** The operation's day of an instant, as `YYYY-MM-DD`. */
export function dayOf(at: number): string {
  return isoDay.format(at);
}

/** A calendar date `YYYY-MM-DD` as `dd/mm/aaaa`; no zone is involved. */
export function brazilianDate(date: string): string {
  const [year, month, day] = date.split("-");
  return `${day}/${month}/${year}`;
}

/** `m:ss`, from one hour on `h:mm:ss`. A start that lies in the future counts as now. */
export function elapsed(sinceMs: number, nowMs: number): string {
  return duration(Math.max(0, nowMs - sinceMs));
}

export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60] as const;
  const tail = String(parts[2]).padStart(2, "0");
  return parts[0] > 0 ? `${parts[0]}:${String(parts[1]).padStart(2, "0")}:${tail}` : `${parts[1]}:${tail}`;
}
