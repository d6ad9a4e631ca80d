import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError, get, post } from "../api/http";
import type { Campaign, DialMode, NewCampaign, PacingGoal, Portfolio } from "../api/schema";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Field } from "../parts/Field";
import { Panel } from "../parts/Panel";
import { sentenceFor, tell } from "../parts/Toasts";
import { count, wholeReais } from "../time/format";
import { t } from "../text";

const MODES: DialMode[] = ["menu_first", "predictive", "power", "progressive", "preview", "ivr"];
/** Behind the menu whoever answers is received, and a previewed call has its agent. */
const CANCELS = new Set<DialMode>(["predictive", "power", "progressive"]);
const GOALS: PacingGoal[] = ["strict", "relaxed"];

export function NewCampaignForm({ onCreated }: { onCreated: () => void }) {
  const texts = t().manage.campaigns;
  const form = useRef<HTMLFormElement>(null);
  const [portfolios, setPortfolios] = useState<Portfolio[] | null>(null);
  const [problem, setProblem] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const [mode, setMode] = useState<DialMode>("menu_first");
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
            <select id="dial_mode" name="dial_mode" class="input" value={mode} onChange={(event) => setMode(event.currentTarget.value as DialMode)}>
              {MODES.map((one) => <option key={one} value={one}>{texts.modes[one]}</option>)}
            </select>
          </Field>
          <PacingFields mode={mode} errorAt={errorAt} />
          {CANCELS.has(mode) && <label class="choice"><input type="checkbox" name="cancel_surplus" aria-describedby="cancel-hint" />{texts.cancelSurplus}</label>}
          {CANCELS.has(mode) && <p id="cancel-hint" class="soft small">{texts.cancelSurplusHint}</p>}
          <div class="pair">
            {mode === "ivr" && <NumberField id="concurrent_calls" label={texts.concurrent} value={10} max={1000} error={errorAt("concurrent_calls")} />}
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

function PacingFields({ mode, errorAt }: { mode: DialMode; errorAt: (field: string) => string | null }) {
  const texts = t().manage.campaigns;
  const foresees = mode === "predictive" || mode === "menu_first";
  return (
    <div class="pair">
      {foresees && <NumberField id="abandonment_percent" label={texts.target} value={3} min={0} max={5} step={0.5} error={errorAt("abandonment_target")} />}
      {mode === "menu_first" && (
        <Field id="goal" label={texts.goal} error={errorAt("goal")}>
          <select id="goal" name="goal" class="input">
            {GOALS.map((goal) => <option key={goal} value={goal}>{texts.goals[goal]}</option>)}
          </select>
        </Field>
      )}
      {mode === "power" && <NumberField id="ratio" label={texts.ratio} value={1.5} max={10} step={0.1} error={errorAt("ratio")} />}
      {mode !== "ivr" && <NumberField id="max_wait_seconds" label={texts.maxWait} value={mode === "menu_first" ? 20 : 2} max={120} error={errorAt("max_wait_seconds")} />}
      <NumberField id="ring_timeout_seconds" label={texts.ringTimeout} value={30} min={10} max={60} error={errorAt("ring_timeout_seconds")} />
    </div>
  );
}

function NumberField({ id, label, value, max, min = 1, step = 1, error }: { id: string; label: string; value: number; max: number; min?: number; step?: number; error: string | null }) {
  return (
    <Field id={id} label={label} error={error}>
      <input key={`${id}-${value}`} id={id} name={id} type="number" class="input figures" required min={min} max={max} step={step} defaultValue={String(value)} />
    </Field>
  );
}

function given<T extends object>(wishes: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(wishes).filter(([, value]) => value !== undefined)) as { [Key in keyof T]?: Exclude<T[Key], undefined> };
}

/** Fields that the mode does not show are left out: the house's own values hold. */
function wishesOf(data: FormData): NewCampaign {
  const text = (name: string): string => String(data.get(name) ?? "").trim();
  const number = (name: string): number | undefined => (data.has(name) ? Number(text(name)) : undefined);
  const percent = number("abandonment_percent");
  return {
    name: text("name"),
    portfolio_id: Number(text("portfolio_id")),
    dial_mode: text("dial_mode") as DialMode,
    ...given({ concurrent_calls: number("concurrent_calls") }),
    max_attempts: Number(text("max_attempts")),
    retry_delay_minutes: Number(text("retry_delay_minutes")),
    pacing: given({
      abandonment_target: percent === undefined ? undefined : percent / 100,
      goal: data.has("goal") ? (text("goal") as PacingGoal) : undefined,
      ratio: number("ratio"),
      max_wait_seconds: number("max_wait_seconds"),
      ring_timeout_seconds: number("ring_timeout_seconds"),
      cancel_surplus: data.has("cancel_surplus") ? true : undefined,
    }),
  };
}
