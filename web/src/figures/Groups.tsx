import { useState } from "preact/hooks";

import type { GroupBy, Kpis } from "../api/schema";
import { Empty } from "../parts/Empty";
import { Field } from "../parts/Field";
import { Panel } from "../parts/Panel";
import { t } from "../text";
import { barsOf, shown, wordsOf } from "./shown";

interface Props {
  figures: Kpis;
  groupBy: GroupBy;
  needsPortfolio: boolean;
  onGroupBy: (groupBy: GroupBy) => void;
}

/** One figure drawn for every group, and the groups' funnels in a table. */
export function Groups({ figures, groupBy, needsPortfolio, onGroupBy }: Props) {
  const texts = t().figures;
  const [code, setCode] = useState("conversao");
  const kpi = figures.definitions.find((one) => one.code === code);
  const bars = barsOf(figures.rows, code, groupBy === "hour");
  return (
    <Panel title={texts.byGroup} testId="groups">
      <div class="groups-choice">
        <Field id="group-by" label={texts.groupBy}>
          <select id="group-by" class="input" value={groupBy} onChange={(event) => onGroupBy(event.currentTarget.value as GroupBy)} data-testid="group-by">
            {Object.entries(texts.groups).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
          </select>
        </Field>
        <Field id="measure" label={texts.measure}>
          <select id="measure" class="input" value={code} onChange={(event) => setCode(event.currentTarget.value)} data-testid="measure">
            {figures.definitions.map((one) => <option key={one.code} value={one.code}>{wordsOf(one).label}</option>)}
          </select>
        </Field>
      </div>
      {needsPortfolio && <Empty title={texts.portfolioFirst} hint={texts.portfolioFirstHint} />}
      {!needsPortfolio && bars.length === 0 && <Empty title={texts.empty} hint={texts.emptyHint} />}
      {!needsPortfolio && kpi && bars.length > 0 && (
        <div class="groups-body">
          <ul class="group-bars" aria-label={wordsOf(kpi).label}>
            {bars.map((bar) => (
              <li key={bar.key} data-testid="group-bar">
                <span>{nameOf(bar.key, groupBy)}</span>
                <span class="funnel-track" aria-hidden="true"><span class="funnel-fill" style={{ width: `${bar.length * 100}%` }} /></span>
                <b class="figures">{shown(bar.value, kpi.unit)}</b>
              </li>
            ))}
          </ul>
          <GroupTable figures={figures} groupBy={groupBy} />
        </div>
      )}
    </Panel>
  );
}

function GroupTable({ figures, groupBy }: { figures: Kpis; groupBy: GroupBy }) {
  const texts = t().figures;
  const codes = [...figures.funnel, "recebido", "conversao"];
  const columns = codes.flatMap((code) => figures.definitions.find((one) => one.code === code) ?? []);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={texts.table}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.groups[groupBy as keyof typeof texts.groups]}</th>
            {columns.map((one) => <th key={one.code} scope="col" class="right">{wordsOf(one).label}</th>)}
          </tr>
        </thead>
        <tbody>
          {figures.rows.map((row) => (
            <tr key={row.key} data-testid="group-row">
              <th scope="row">{nameOf(row.key, groupBy)}</th>
              {columns.map((one) => <td key={one.code} class="figures right">{shown(row.values[one.code], one.unit)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function nameOf(key: string, groupBy: GroupBy): string {
  if (!key) return t().figures.nobody[groupBy as keyof ReturnType<typeof t>["figures"]["nobody"]] ?? t().common.none;
  return groupBy === "hour" ? `${key.padStart(2, "0")}h` : key;
}
