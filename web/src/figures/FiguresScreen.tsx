import { useEffect, useState } from "preact/hooks";

import { get } from "../api/http";
import type { Campaign, GroupBy, Kpis, Portfolio } from "../api/schema";
import { usePageTitle } from "../app/page_title";
import { Empty } from "../parts/Empty";
import { Field } from "../parts/Field";
import "../parts/panel.css";
import { sentenceFor } from "../parts/Toasts";
import { now } from "../time/clock";
import { dayOf } from "../time/format";
import { t } from "../text";
import "./figures.css";
import { Funnel } from "./Funnel";
import { Groups } from "./Groups";
import { Tiles } from "./Tiles";

interface Question {
  from: string;
  to: string;
  portfolio_id: string;
  campaign_id: string;
}

const DAY_MS = 86_400_000;
const WEEK_BEFORE_MS = 6 * DAY_MS;

/** What came of the calls of a period: the funnel, every figure with its formula, and both by group. */
export function FiguresScreen() {
  const texts = t().figures;
  usePageTitle(texts.title);
  const [asked, setAsked] = useState<Question>(() => ({ from: dayOf(now.peek() - WEEK_BEFORE_MS), to: dayOf(now.peek()), portfolio_id: "", campaign_id: "" }));
  const [groupBy, setGroupBy] = useState<GroupBy>("agent");
  const whole = useFigures(asked, "total");
  const parts = useFigures(asked, groupBy);
  const problem = whole.problem ?? parts.problem;
  const values = whole.figures?.rows[0]?.values;
  return (
    <div class="figures-page">
      <h1 class="visually-hidden">{texts.title}</h1>
      <Filters asked={asked} onChange={setAsked} />
      <div role="alert">{problem && <p class="notice bad">{problem}</p>}</div>
      {!whole.figures && !problem && <p class="soft" role="status">{t().common.loading}</p>}
      {whole.figures && !values && <section class="panel"><Empty title={texts.empty} hint={texts.emptyHint} /></section>}
      {whole.figures && values && (
        <>
          <Funnel figures={whole.figures} values={values} />
          <Tiles figures={whole.figures} values={values} />
        </>
      )}
      {parts.figures && values && <Groups figures={parts.figures} groupBy={groupBy} needsPortfolio={groupBy === "segment" && !asked.portfolio_id} onGroupBy={setGroupBy} />}
    </div>
  );
}

function Filters({ asked, onChange }: { asked: Question; onChange: (asked: Question) => void }) {
  const texts = t().figures.filters;
  const [portfolios, setPortfolios] = useState<Portfolio[]>([]);
  const [campaigns, setCampaigns] = useState<Campaign[]>([]);
  useEffect(() => {
    get<Portfolio[]>("/api/portfolios").then(setPortfolios, () => undefined);
    get<Campaign[]>("/api/campaigns").then(setCampaigns, () => undefined);
  }, []);
  const set = (change: Partial<Question>): void => onChange({ ...asked, ...change });
  return (
    <form class="panel filters" aria-label={texts.label} onSubmit={(event) => event.preventDefault()} data-testid="figures-filters">
      <Field id="from" label={texts.from}>
        <input id="from" type="date" class="input" required value={asked.from} max={asked.to} onChange={(event) => event.currentTarget.value && set({ from: event.currentTarget.value })} />
      </Field>
      <Field id="to" label={texts.to}>
        <input id="to" type="date" class="input" required value={asked.to} min={asked.from} onChange={(event) => event.currentTarget.value && set({ to: event.currentTarget.value })} />
      </Field>
      <Field id="portfolio" label={texts.portfolio}>
        <select id="portfolio" class="input" value={asked.portfolio_id} onChange={(event) => set({ portfolio_id: event.currentTarget.value, campaign_id: "" })} data-testid="figures-portfolio">
          <option value="">{texts.all}</option>
          {portfolios.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
        </select>
      </Field>
      <Field id="campaign" label={texts.campaign}>
        <select id="campaign" class="input" value={asked.campaign_id} onChange={(event) => set({ campaign_id: event.currentTarget.value })}>
          <option value="">{texts.all}</option>
          {campaigns.filter((one) => !asked.portfolio_id || String(one.portfolio_id) === asked.portfolio_id).map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
        </select>
      </Field>
    </form>
  );
}

/** The answer to the newest question; an older one that comes late is dropped. */
function useFigures(asked: Question, groupBy: GroupBy): { figures: Kpis | null; problem: string | null } {
  const [answer, setAnswer] = useState<{ figures: Kpis | null; problem: string | null }>({ figures: null, problem: null });
  useEffect(() => {
    let stale = false;
    const search = new URLSearchParams({ from: asked.from, to: asked.to, group_by: groupBy });
    if (asked.portfolio_id) search.set("portfolio_id", asked.portfolio_id);
    if (asked.campaign_id) search.set("campaign_id", asked.campaign_id);
    if (groupBy === "segment" && !asked.portfolio_id) return undefined;
    get<Kpis>(`/api/reports/kpis?${search}`).then(
      (figures) => !stale && setAnswer({ figures, problem: null }),
      (error: unknown) => !stale && setAnswer({ figures: null, problem: sentenceFor(error) }),
    );
    return () => {
      stale = true;
    };
  }, [asked, groupBy]);
  return answer;
}
