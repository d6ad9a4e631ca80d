import { useEffect, useState } from "preact/hooks";

import { del, get } from "../api/http";
import type { DispositionChoice, OwnDisposition, Portfolio } from "../api/schema";
import { usePageTitle } from "../app/page_title";
import "../campaigns/campaigns.css";
import { Badge } from "../parts/Badge";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Panel } from "../parts/Panel";
import { tell, tellError } from "../parts/Toasts";
import { t } from "../text";
import { NewOwnForm } from "./NewOwnForm";
import "./tabulation.css";

/** What agents may answer a call with: the standard outcomes, and what each portfolio adds to them. */
export function TabulationScreen() {
  const texts = t().tabulation;
  usePageTitle(texts.title);
  const [portfolios, setPortfolios] = useState<Portfolio[] | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const [standard, setStandard] = useState<DispositionChoice[]>([]);
  const [own, setOwn] = useState<OwnDisposition[] | null>(null);
  useEffect(() => {
    get<DispositionChoice[]>("/api/desk/dispositions").then(setStandard, tellError);
    get<Portfolio[]>("/api/portfolios").then(setPortfolios, tellError);
  }, []);
  const portfolioId = chosen ?? portfolios?.[0]?.id ?? null;
  const refetch = (): void => {
    if (portfolioId !== null) void get<OwnDisposition[]>(`/api/portfolios/${portfolioId}/dispositions`).then(setOwn, tellError);
  };
  useEffect(() => {
    setOwn(null);
    refetch();
  }, [portfolioId]);
  if (portfolios?.length === 0) {
    return <Empty whole title={t().manage.campaigns.noPortfolio} hint=""><a class="button primary" href="/importacoes">{t().manage.campaigns.goImport}</a></Empty>;
  }
  return (
    <div class="manage tabulation">
      <h1 class="visually-hidden">{texts.title}</h1>
      <div class="stack">
        <Panel title={texts.own} testId="own-dispositions" aside={
          <select class="input tabulation-portfolio" aria-label={texts.portfolio} value={portfolioId ?? ""} onChange={(event) => setChosen(Number(event.currentTarget.value))} data-testid="tabulation-portfolio">
            {portfolios?.map((one) => <option key={one.id} value={one.id}>{one.name}</option>)}
          </select>
        }>
          {own === null && <p class="panel-body soft" role="status">{t().common.loading}</p>}
          {own?.length === 0 && <Empty title={texts.empty} hint={texts.emptyHint} />}
          {own && own.length > 0 && <OwnTable own={own} portfolioId={portfolioId ?? 0} onDone={refetch} />}
        </Panel>
        <StandardPanel standard={standard} />
      </div>
      <div class="stack">{portfolioId !== null && <NewOwnForm key={portfolioId} portfolioId={portfolioId} standard={standard} onCreated={refetch} />}</div>
    </div>
  );
}

function OwnTable({ own, portfolioId, onDone }: { own: OwnDisposition[]; portfolioId: number; onDone: () => void }) {
  const texts = t().tabulation;
  const retire = async (code: string): Promise<void> => {
    try {
      await del(`/api/portfolios/${portfolioId}/dispositions/${code}`);
      tell(texts.retiredNow);
    } catch (error) {
      tellError(error);
    }
    onDone();
  };
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t().common.tableOf(texts.own)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.columns.name}</th>
            <th scope="col">{texts.columns.base}</th>
            <th scope="col">{texts.columns.asks}</th>
            <th scope="col">{texts.columns.waits}</th>
            <th scope="col">{texts.columns.state}</th>
            <th scope="col"><span class="visually-hidden">{texts.columns.action}</span></th>
          </tr>
        </thead>
        <tbody>
          {own.map((one) => (
            <tr key={one.code} data-testid="own-row" data-code={one.code}>
              <td><b>{one.label}</b><small>{one.code}</small></td>
              <td>{t().dispositions[one.base]}</td>
              <td>{asked(one.required)}</td>
              <td>{texts.waits(one.retry_delay_minutes / 60, one.pause_days)}</td>
              <td><Badge tone={one.retired_at ? "calm" : "good"}>{one.retired_at ? texts.retired : texts.inUse}</Badge></td>
              <td class="right">
                {!one.retired_at && <Button small label={texts.retireThis(one.label)} onClick={() => void retire(one.code)} testId={`retire-${one.code}`}>{texts.retire}</Button>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function StandardPanel({ standard }: { standard: DispositionChoice[] }) {
  const texts = t().tabulation;
  return (
    <Panel title={texts.standard} testId="standard-dispositions">
      <div class="scroll tabulation-standard" tabIndex={0} role="region" aria-label={t().common.tableOf(texts.standard)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{texts.columns.name}</th>
              <th scope="col">{texts.columns.group}</th>
              <th scope="col">{texts.columns.next}</th>
              <th scope="col">{texts.columns.asks}</th>
            </tr>
          </thead>
          <tbody>
            {standard.map((one) => (
              <tr key={one.code}>
                <td><b>{t().dispositions[one.base]}</b></td>
                <td>{t().common.groups[one.group] ?? one.group}</td>
                <td>{texts.nextSteps[one.next_step]}</td>
                <td>{asked(one.required)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function asked(required: OwnDisposition["required"]): string {
  return required.map((field) => t().tabulation.fields[field]).join(", ") || t().common.none;
}
