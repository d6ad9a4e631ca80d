import { useEffect, useState } from "preact/hooks";

import { get, post } from "../api/http";
import type { PolicyDetail, PolicyItem, PolicyPage, PolicyVerdict, Portfolio } from "../api/schema";
import { usePageTitle } from "../app/page_title";
import "../campaigns/campaigns.css";
import { Badge } from "../parts/Badge";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Field } from "../parts/Field";
import { Panel } from "../parts/Panel";
import { sentenceFor, tell, tellError } from "../parts/Toasts";
import { now } from "../time/clock";
import { brazilianDate, dayOf } from "../time/format";
import { t } from "../text";
import "./policies.css";

/** Versions of the negotiation policies with their days, and a check of a file before it rules anything. */
export function PoliciesScreen() {
  const texts = t().policies;
  usePageTitle(texts.title);
  const [found, setFound] = useState<PolicyPage | null>(null);
  const [page, setPage] = useState(1);
  const refetch = (): void => void get<PolicyPage>(`/api/policies?page=${page}`).then(setFound, tellError);
  useEffect(refetch, [page]);
  const pages = found ? Math.max(1, Math.ceil(found.total / found.page_size)) : 1;
  return (
    <div class="manage policies">
      <h1 class="visually-hidden">{texts.title}</h1>
      <Panel title={texts.title} testId="policies">
        {!found && <p class="panel-body soft" role="status">{t().common.loading}</p>}
        {found?.items.length === 0 && <Empty title={texts.empty} hint={texts.emptyHint} />}
        {found && found.items.length > 0 && <PolicyTable items={found.items} onDone={refetch} />}
        {pages > 1 && (
          <nav class="pages row" aria-label={texts.pages}>
            <Button small disabled={page <= 1} onClick={() => setPage(page - 1)}>{t().recordings.previous}</Button>
            <span class="small figures">{t().recordings.page(page, pages)}</span>
            <Button small disabled={page >= pages} onClick={() => setPage(page + 1)}>{t().recordings.next}</Button>
          </nav>
        )}
      </Panel>
      <div class="stack"><CheckPanel onAdded={refetch} /></div>
    </div>
  );
}

function PolicyTable({ items, onDone }: { items: PolicyItem[]; onDone: () => void }) {
  const texts = t().policies;
  const withdraw = async (id: number): Promise<void> => {
    await post<PolicyDetail>(`/api/policies/${id}/withdraw`).then(() => tell(texts.withdrawnNow), tellError);
    onDone();
  };
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t().common.tableOf(texts.title)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.columns.name}</th>
            <th scope="col">{texts.columns.portfolio}</th>
            <th scope="col" class="right">{texts.columns.version}</th>
            <th scope="col">{texts.columns.validity}</th>
            <th scope="col">{texts.columns.state}</th>
            <th scope="col"><span class="visually-hidden">{texts.columns.action}</span></th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => {
            const state = stateOf(item, dayOf(now.value));
            return (
              <tr key={item.id} data-testid="policy-row" data-state={state}>
                <td><b>{item.name}</b><small>{item.created_by ?? t().common.none}</small></td>
                <td>{item.portfolio}<small>{item.segment || texts.wholePortfolio}</small></td>
                <td class="figures right">{item.version}</td>
                <td class="figures">{item.valid_until ? texts.between(brazilianDate(item.valid_from), brazilianDate(item.valid_until)) : texts.from(brazilianDate(item.valid_from))}</td>
                <td><Badge tone={state === "inForce" ? "good" : "calm"}>{texts.states[state]}</Badge></td>
                <td class="right">{state !== "withdrawn" && <Button small label={texts.withdrawThis(item.name, item.version)} onClick={() => void withdraw(item.id)}>{texts.withdraw}</Button>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function CheckPanel({ onAdded }: { onAdded: () => void }) {
  const texts = t().policies;
  const [portfolios, setPortfolios] = useState<Portfolio[]>([]);
  const [portfolioId, setPortfolioId] = useState("");
  const [source, setSource] = useState("");
  const [verdict, setVerdict] = useState<PolicyVerdict | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => void get<Portfolio[]>("/api/portfolios").then(setPortfolios, () => undefined), []);
  const read = async (file: File | undefined): Promise<void> => {
    setVerdict(null);
    setProblem(null);
    if (!file) return;
    const text = await file.text();
    setSource(text);
    await post<PolicyVerdict>("/api/policies/check", { source: text }).then(setVerdict, (error: unknown) => setProblem(sentenceFor(error)));
  };
  const add = async (): Promise<void> => {
    try {
      await post<PolicyDetail>("/api/policies", { source, portfolio_id: Number(portfolioId || portfolios[0]?.id) });
      tell(texts.added);
      setVerdict(null);
      onAdded();
    } catch (error) {
      setProblem(sentenceFor(error));
    }
  };
  return (
    <Panel title={texts.check} testId="policy-check">
      <div class="form">
        <Field id="policy-file" label={texts.file} hint={texts.fileHint}>
          <input id="policy-file" type="file" accept=".toml" class="input" aria-describedby="policy-file-hint" onChange={(event) => void read(event.currentTarget.files?.[0])} data-testid="policy-file" />
        </Field>
        <div role="status" data-testid="policy-verdict">
          {verdict?.ok && <p class="notice good">{texts.fine(verdict.name, verdict.bands)}</p>}
          {verdict && !verdict.ok && (
            <div class="notice bad">
              <p>{verdict.message}</p>
              {verdict.law && <p><b>{texts.law}</b> {verdict.law}</p>}
            </div>
          )}
          {problem && <p class="notice bad">{problem}</p>}
        </div>
        {verdict?.ok && (
          <>
            <Field id="policy-portfolio" label={texts.columns.portfolio}>
              <select id="policy-portfolio" class="input" value={portfolioId} onChange={(event) => setPortfolioId(event.currentTarget.value)}>
                {portfolios.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
              </select>
            </Field>
            <Button kind="primary" icon="check" onClick={() => void add()} testId="policy-add">{texts.add}</Button>
          </>
        )}
      </div>
    </Panel>
  );
}

function stateOf(item: PolicyItem, today: string): "inForce" | "coming" | "over" | "withdrawn" {
  if (item.withdrawn_at) return "withdrawn";
  if (item.valid_from > today) return "coming";
  return item.valid_until && item.valid_until < today ? "over" : "inForce";
}
