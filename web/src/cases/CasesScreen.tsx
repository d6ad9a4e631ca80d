import { useEffect, useState } from "preact/hooks";

import { get } from "../api/http";
import type { Case, CaseKind, CaseList, CaseState, Portfolio } from "../api/schema";
import { usePageTitle } from "../app/page_title";
import "../campaigns/campaigns.css";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Panel } from "../parts/Panel";
import { tellError } from "../parts/Toasts";
import { t } from "../text";
import { CaseTable } from "./CaseTable";
import { Decision } from "./Decision";
import "./cases.css";

const KINDS: readonly CaseKind[] = ["payment_claim", "dispute", "hardship", "support", "complaint"];
const STATES: readonly CaseState[] = ["open", "decided"];
const REFETCH_MS = 15_000;

/** What debtors told that somebody has to look at, the oldest first, and the decision that lets go of their debts. */
export function CasesScreen() {
  const texts = t().cases;
  usePageTitle(texts.title);
  const [filter, setFilter] = useState({ kind: "", state: "", portfolio_id: "" });
  const [page, setPage] = useState(1);
  const [list, setList] = useState<CaseList | null>(null);
  const [portfolios, setPortfolios] = useState<Portfolio[]>([]);
  const [chosen, setChosen] = useState<Case | null>(null);
  const [decisions, setDecisions] = useState(0);
  useEffect(() => void get<Portfolio[]>("/api/portfolios").then(setPortfolios, tellError), []);
  useEffect(() => {
    const wanted = new URLSearchParams({ page: String(page) });
    for (const [name, value] of Object.entries(filter)) if (value) wanted.set(name, value);
    let current = true;
    const fetchList = (): void => void get<CaseList>(`/api/cases?${wanted}`).then((told) => current && setList(told), tellError);
    fetchList();
    const timer = setInterval(fetchList, REFETCH_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [filter, page, decisions]);
  const choose = (wish: Partial<typeof filter>): void => {
    setFilter({ ...filter, ...wish });
    setPage(1);
  };
  const decided = (after: Case): void => {
    setChosen(after);
    setDecisions(decisions + 1);
  };
  return (
    <div class="manage cases">
      <h1 class="visually-hidden">{texts.title}</h1>
      <Panel title={texts.title} testId="cases" aside={
        <div class="row cases-filters">
          <select class="input" aria-label={texts.kind} value={filter.kind} onChange={(event) => choose({ kind: event.currentTarget.value })} data-testid="cases-kind">
            <option value="">{texts.allKinds}</option>
            {KINDS.map((one) => <option key={one} value={one}>{texts.kinds[one]}</option>)}
          </select>
          <select class="input" aria-label={texts.state} value={filter.state} onChange={(event) => choose({ state: event.currentTarget.value })}>
            <option value="">{texts.allStates}</option>
            {STATES.map((one) => <option key={one} value={one}>{texts.states[one]}</option>)}
          </select>
          <select class="input" aria-label={texts.portfolio} value={filter.portfolio_id} onChange={(event) => choose({ portfolio_id: event.currentTarget.value })}>
            <option value="">{texts.allPortfolios}</option>
            {portfolios.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        </div>
      }>
        {list === null && <p class="panel-body soft" role="status">{t().common.loading}</p>}
        {list?.items.length === 0 && <Empty title={texts.empty} hint={texts.emptyHint} />}
        {list && list.items.length > 0 && <CaseTable items={list.items} chosen={chosen?.id ?? null} onChoose={setChosen} />}
        {list && list.total > list.page_size && (
          <p class="panel-body row">
            <Button small onClick={() => setPage(page - 1)} disabled={page === 1}>{texts.newer}</Button>
            <Button small onClick={() => setPage(page + 1)} disabled={page * list.page_size >= list.total}>{texts.older}</Button>
          </p>
        )}
      </Panel>
      <div class="stack">
        <Panel title={texts.decision} testId="case-decision">
          {chosen ? <Decision key={chosen.id} item={chosen} onDecided={decided} /> : <Empty title={texts.choose} hint={texts.chooseHint} />}
        </Panel>
      </div>
    </div>
  );
}
