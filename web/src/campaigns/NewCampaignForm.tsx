import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError, get, post } from "../api/http";
import type { Campaign, NewCampaign, Portfolio } from "../api/schema";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Field } from "../parts/Field";
import { Panel } from "../parts/Panel";
import { sentenceFor, tell } from "../parts/Toasts";
import { count, wholeReais } from "../time/format";
import { t } from "../text";

export function NewCampaignForm({ onCreated }: { onCreated: () => void }) {
  const texts = t().manage.campaigns;
  const form = useRef<HTMLFormElement>(null);
  const [portfolios, setPortfolios] = useState<Portfolio[] | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => void get<Portfolio[]>("/api/portfolios").then(setPortfolios, () => setPortfolios([])), []);

  const create = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!form.current?.reportValidity()) return;
    setBusy(true);
    setProblem(null);
    try {
      await post<Campaign>("/api/campaigns", wishesOf(new FormData(form.current)));
      form.current.reset();
      tell(texts.created);
      onCreated();
    } catch (error) {
      setProblem(error instanceof ApiError ? error : null);
    }
    setBusy(false);
  };
  const errorAt = (field: string): string | null => (problem?.field === field ? sentenceFor(problem) : null);
  return (
    <Panel title={texts.new} testId="new-campaign">
      {portfolios?.length === 0 ? (
        <Empty title={texts.noPortfolio} hint=""><a class="button primary" href="/importacoes">{texts.goImport}</a></Empty>
      ) : (
        <form class="form" ref={form} onSubmit={(event) => void create(event)} noValidate>
          <Field id="name" label={texts.name} hint={texts.nameHint} error={errorAt("name")}>
            <input id="name" name="name" class="input" required maxLength={120} autocomplete="off" aria-describedby="name-hint" />
          </Field>
          <Field id="portfolio_id" label={texts.portfolio} error={errorAt("portfolio_id")}>
            <select id="portfolio_id" name="portfolio_id" class="input" required>
              {portfolios?.map((portfolio) => (
                <option key={portfolio.id} value={portfolio.id}>{`${portfolio.name} · ${count(portfolio.debtors)} · ${wholeReais(portfolio.open_cents)}`}</option>
              ))}
            </select>
          </Field>
          <Field id="dial_mode" label={texts.mode}>
            <select id="dial_mode" name="dial_mode" class="input"><option value="ivr">{texts.modeIvr}</option></select>
          </Field>
          <div class="pair">
            <NumberField id="concurrent_calls" label={texts.concurrent} value={10} max={1000} error={errorAt("concurrent_calls")} />
            <NumberField id="max_attempts" label={texts.attempts} value={3} max={50} error={errorAt("max_attempts")} />
          </div>
          <NumberField id="retry_delay_minutes" label={texts.retry} value={240} max={43200} error={errorAt("retry_delay_minutes")} />
          <p class="soft small">{texts.window}</p>
          <div role="alert">{problem && !problem.field && <p class="notice bad">{sentenceFor(problem)}</p>}</div>
          <Button kind="primary" type="submit" icon="plus" busy={busy} testId="create-campaign">{busy ? texts.creating : texts.create}</Button>
        </form>
      )}
    </Panel>
  );
}

function NumberField({ id, label, value, max, error }: { id: string; label: string; value: number; max: number; error: string | null }) {
  return (
    <Field id={id} label={label} error={error}>
      <input id={id} name={id} type="number" class="input figures" required min={1} max={max} step={1} defaultValue={String(value)} />
    </Field>
  );
}

function wishesOf(data: FormData): NewCampaign {
  const text = (name: string): string => String(data.get(name) ?? "").trim();
  return {
    name: text("name"),
    portfolio_id: Number(text("portfolio_id")),
    dial_mode: "ivr",
    concurrent_calls: Number(text("concurrent_calls")),
    max_attempts: Number(text("max_attempts")),
    retry_delay_minutes: Number(text("retry_delay_minutes")),
  };
}
