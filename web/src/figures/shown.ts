import type { KpiDefinition, KpiRow, Unit } from "../api/schema";
import { count, duration, wholeReais } from "../time/format";
import { t } from "../text";

/** Figures as people read them; a dash where there was nothing to divide by. */
export function shown(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return t().common.none;
  switch (unit) {
    case "share":
      return `${(value * 100).toLocaleString("pt-BR", { maximumFractionDigits: 1 })}%`;
    case "cents":
      return wholeReais(value);
    case "seconds":
      return duration(value * 1000);
    case "score":
      return value.toLocaleString("pt-BR", { maximumFractionDigits: 1 });
    default:
      return count(value);
  }
}

/** Name and formula in the language of the screen; the server's own words are the Portuguese ones. */
export function wordsOf(kpi: KpiDefinition): { label: string; formula: string } {
  return t().figures.kpis[kpi.code] ?? { label: kpi.label, formula: kpi.formula };
}

export interface Stage {
  code: string;
  value: number;
  /** Of the first stage, 0 to 1: how long its bar is. */
  length: number;
  /** Of the stage before; null for the first, and where nobody came so far. */
  share: number | null;
}

export function stagesOf(funnel: readonly string[], values: KpiRow["values"]): Stage[] {
  const counts = funnel.map((code) => values[code] ?? 0);
  return funnel.map((code, index) => {
    const value = counts[index] ?? 0;
    const before = counts[index - 1];
    return { code, value, length: counts[0] ? Math.min(1, value / counts[0]) : 0, share: before ? value / before : null };
  });
}

export interface Bar {
  key: string;
  value: number | null;
  /** Of the longest, 0 to 1. */
  length: number;
}

/** Longest first, but hours in their order. */
export function barsOf(rows: readonly KpiRow[], code: string, inOrder: boolean): Bar[] {
  const values = rows.map((row) => ({ key: row.key, value: row.values[code] ?? null }));
  const most = Math.max(0, ...values.map(({ value }) => value ?? 0));
  const bars = values.map(({ key, value }) => ({ key, value, length: most > 0 ? Math.max(0, value ?? 0) / most : 0 }));
  return inOrder ? bars : bars.toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1));
}
