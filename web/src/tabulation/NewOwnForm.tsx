import { useRef, useState } from "preact/hooks";

import { ApiError, post } from "../api/http";
import type { DispositionChoice, NewOwnDisposition, OwnDisposition, RequiredField } from "../api/schema";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { Panel } from "../parts/Panel";
import { sentenceFor, tell } from "../parts/Toasts";
import { t } from "../text";

interface Props {
  portfolioId: number;
  standard: DispositionChoice[];
  onCreated: () => void;
}

const EXTRA_FIELDS: readonly RequiredField[] = ["note", "promise_date", "promise_cents"];

export function NewOwnForm({ portfolioId, standard, onCreated }: Props) {
  const texts = t().tabulation;
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const errorAt = (field: string): string | null => (problem instanceof ApiError && problem.field === field ? sentenceFor(problem) : null);
  const placed = problem instanceof ApiError && problem.field !== null;

  const create = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!form.current?.reportValidity()) return;
    setBusy(true);
    setProblem(null);
    try {
      await post<OwnDisposition>(`/api/portfolios/${portfolioId}/dispositions`, wishesOf(new FormData(form.current)));
      form.current.reset();
      tell(texts.created);
      onCreated();
    } catch (error) {
      setProblem(error);
    }
    setBusy(false);
  };
  return (
    <Panel title={texts.new} testId="new-own">
      <form class="form" ref={form} onSubmit={(event) => void create(event)} noValidate>
        <Field id="label" label={texts.name} hint={texts.nameHint} error={errorAt("label")}>
          <input id="label" name="label" class="input" required maxLength={60} autocomplete="off" aria-describedby="label-hint" />
        </Field>
        <Field id="code" label={texts.code} hint={texts.codeHint} error={errorAt("code")}>
          <input id="code" name="code" class="input figures" required minLength={2} maxLength={40} autocomplete="off" aria-describedby="code-hint" />
        </Field>
        <Field id="base" label={texts.base} hint={texts.baseHint} error={errorAt("base")}>
          <select id="base" name="base" class="input" required aria-describedby="base-hint">
            {standard.map((one) => <option key={one.code} value={one.base}>{t().dispositions[one.base]}</option>)}
          </select>
        </Field>
        <fieldset class="tabulation-extra">
          <legend class="small">{texts.alsoAsk}</legend>
          {EXTRA_FIELDS.map((field) => (
            <label key={field} class="choice"><input type="checkbox" name="required" value={field} />{texts.fields[field]}</label>
          ))}
        </fieldset>
        <div class="pair">
          <Field id="retry_delay_hours" label={texts.delay} error={errorAt("retry_delay_minutes")}>
            <input id="retry_delay_hours" name="retry_delay_hours" type="number" class="input figures" required min={0} max={720} step={1} defaultValue="0" />
          </Field>
          <Field id="pause_days" label={texts.pause} error={errorAt("pause_days")}>
            <input id="pause_days" name="pause_days" type="number" class="input figures" required min={0} max={30} step={1} defaultValue="0" />
          </Field>
        </div>
        <p class="soft small">{texts.neverLess}</p>
        <div role="alert">{problem !== null && !placed && <p class="notice bad">{sentenceFor(problem)}</p>}</div>
        <Button kind="primary" type="submit" icon="plus" busy={busy} testId="create-own">{texts.create}</Button>
      </form>
    </Panel>
  );
}

function wishesOf(data: FormData): NewOwnDisposition {
  const text = (name: string): string => String(data.get(name) ?? "").trim();
  return {
    code: text("code").toUpperCase(),
    label: text("label"),
    base: text("base") as NewOwnDisposition["base"],
    retry_delay_minutes: Number(text("retry_delay_hours")) * 60,
    pause_days: Number(text("pause_days")),
    required: data.getAll("required") as RequiredField[],
  };
}
