import type { KpiRow, Kpis } from "../api/schema";
import { Explained } from "../parts/Explained";
import { Panel } from "../parts/Panel";
import { count } from "../time/format";
import { t } from "../text";
import { shown, stagesOf, wordsOf } from "./shown";

/** From dialled to paid: each bar as long as its share of the first, with what passed on from the one before. */
export function Funnel({ figures, values }: { figures: Kpis; values: KpiRow["values"] }) {
  const texts = t().figures;
  const definitions = new Map(figures.definitions.map((one) => [one.code, one]));
  return (
    <Panel title={texts.funnel} testId="funnel">
      <ol class="funnel">
        {stagesOf(figures.funnel, values).map((stage) => {
          const kpi = definitions.get(stage.code);
          const words = kpi ? wordsOf(kpi) : { label: stage.code, formula: "" };
          return (
            <li key={stage.code} data-testid={`stage-${stage.code}`}>
              <span class="funnel-name">{words.label} <Explained label={texts.howItIsCounted(words.label)} text={words.formula} /></span>
              <span class="funnel-track" aria-hidden="true"><span class="funnel-fill" style={{ width: `${stage.length * 100}%` }} /></span>
              <b class="figures">{count(stage.value)}</b>
              <small class="figures">{stage.share === null ? "" : texts.ofBefore(shown(stage.share, "share"))}</small>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
