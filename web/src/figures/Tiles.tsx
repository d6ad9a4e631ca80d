import type { KpiRow, Kpis } from "../api/schema";
import { Explained } from "../parts/Explained";
import { Panel } from "../parts/Panel";
import { t } from "../text";
import { shown, wordsOf } from "./shown";

const FAMILIES = {
  recovery: ["acordado", "recebido", "recuperacao", "conversao", "promessa_cumprida", "quebra", "pagamento"],
  efficiency: ["taxa_alo", "taxa_cpc", "taxa_cpca", "recebido_por_hora", "custo", "custo_por_real", "tma", "ocupacao", "abandono"],
  satisfaction: ["csat", "nps", "reclamacoes"],
} as const;

/** Every figure under what it is about, with its formula in words. */
export function Tiles({ figures, values }: { figures: Kpis; values: KpiRow["values"] }) {
  const texts = t().figures;
  const definitions = new Map(figures.definitions.map((one) => [one.code, one]));
  return (
    <div class="families">
      {Object.entries(FAMILIES).map(([family, codes]) => (
        <Panel key={family} title={texts.families[family as keyof typeof FAMILIES]} testId={`family-${family}`}>
          <dl class="tiles">
            {codes.flatMap((code) => definitions.get(code) ?? []).map((kpi) => {
              const words = wordsOf(kpi);
              return (
                <div key={kpi.code} data-testid={`kpi-${kpi.code}`}>
                  <dt>{words.label} <Explained label={texts.howItIsCounted(words.label)} text={words.formula} /></dt>
                  <dd class="figures">{shown(values[kpi.code], kpi.unit)}</dd>
                </div>
              );
            })}
          </dl>
        </Panel>
      ))}
    </div>
  );
}
