import { usePageTitle } from "../app/page_title";
import { OutcomesPanel } from "../outcomes/OutcomesPanel";
import { count, wholeReais } from "../time/format";
import { t } from "../text";
import { AgentsPanel } from "./AgentsPanel";
import { BarsPanel } from "./BarsPanel";
import { CallsPanel } from "./CallsPanel";
import { CampaignCards } from "./CampaignCards";
import { figuresOf } from "./figures";
import "./floor.css";
import { floor, useFloorNews } from "./store";

export function FloorScreen() {
  useFloorNews();
  usePageTitle(t().floor.title);
  const now = floor.value;
  if (!now) return <p class="soft" role="status">{t().common.loading}</p>;
  return (
    <div class="floor" data-testid="floor">
      <h1 class="visually-hidden">{t().floor.title}</h1>
      <Figures />
      <section class="wide" aria-labelledby="floor-campaigns">
        <h2 class="visually-hidden" id="floor-campaigns">{t().floor.campaigns}</h2>
        <CampaignCards campaigns={now.campaigns} />
      </section>
      <AgentsPanel agents={now.agents} />
      <CallsPanel calls={now.calls} />
      <OutcomesPanel rows={40} compact />
      <BarsPanel counts={now.counts} />
    </div>
  );
}

function Figures() {
  const texts = t().floor.figures;
  if (!floor.value) return null;
  const figures = figuresOf(floor.value);
  return (
    <dl class="panel figure-strip wide figures" data-testid="figures">
      <div><dt>{texts.talking}</dt><dd>{count(figures.talking)}</dd></div>
      <div><dt>{texts.ready}</dt><dd>{count(figures.ready)}</dd></div>
      <div><dt>{texts.paused}</dt><dd>{count(figures.paused)}</dd></div>
      <div><dt>{texts.calls}</dt><dd>{count(figures.calls)}</dd></div>
      <div><dt>{texts.agreements}</dt><dd data-testid="agreements">{count(figures.agreements)}</dd></div>
      <div class="won"><dt>{texts.recovered}</dt><dd data-testid="recovered">{wholeReais(figures.recoveredCents)}</dd></div>
    </dl>
  );
}
