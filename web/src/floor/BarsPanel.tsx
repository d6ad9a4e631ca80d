import type { Floor } from "../api/schema";
import { GROUP_TONES } from "../parts/Badge";
import { Empty } from "../parts/Empty";
import { Panel } from "../parts/Panel";
import { count } from "../time/format";
import { t } from "../text";
import { barsOf } from "./figures";
import { groupOf } from "./groups";

export function BarsPanel({ counts }: { counts: Floor["counts"] }) {
  const texts = t().floor;
  const bars = barsOf(counts);
  return (
    <Panel title={texts.counts} testId="counts">
      {bars.length === 0 ? (
        <Empty title={texts.countsEmpty} hint={texts.countsEmptyHint} />
      ) : (
        <ul class="bars scroll" tabIndex={0} aria-label={texts.counts}>
          {bars.map((bar) => (
            <li key={bar.disposition} data-disposition={bar.disposition}>
              <span>{t().dispositions[bar.disposition]}</span>
              <span class="track" aria-hidden="true"><span class={`fill ${GROUP_TONES[groupOf(bar.disposition)] ?? ""}`} style={{ width: `${bar.length * 100}%` }} /></span>
              <b class="figures">{count(bar.count)}</b>
              <small class="figures">{Math.round(bar.share * 100)}%</small>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
