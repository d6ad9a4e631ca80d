import { useRef, useState } from "preact/hooks";

import { ApiError, post } from "../api/http";
import type { NumberAnswer, ScopeAnswer, WhyAnswer } from "../api/schema";
import { usePageTitle } from "../app/page_title";
import { Badge } from "../parts/Badge";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Field } from "../parts/Field";
import { Panel } from "../parts/Panel";
import { sentenceFor } from "../parts/Toasts";
import { instantOf } from "../time/entry";
import { shortDateTime } from "../time/format";
import { t } from "../text";
import "./why.css";

/** Why a debtor may be called or not: every rule's answer, for each campaign and number, now or at another time. */
export function WhyScreen() {
  const texts = t().why;
  usePageTitle(texts.title);
  const [answer, setAnswer] = useState<WhyAnswer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!form.current?.reportValidity()) return;
    setBusy(true);
    setProblem(null);
    setAnswer(null);
    try {
      setAnswer(await post<WhyAnswer>("/api/contact/why", questionOf(new FormData(form.current))));
    } catch (error) {
      setProblem(error instanceof ApiError && error.status === 404 ? texts.nobody : sentenceFor(error));
    }
    setBusy(false);
  };
  return (
    <div class="stack">
      <h1 class="visually-hidden">{texts.title}</h1>
      <Panel title={texts.title} testId="why-form">
        <form class="why-form" ref={form} onSubmit={(event) => void ask(event)} noValidate>
          <Field id="by" label={texts.by}>
            <select id="by" name="by" class="input">
              <option value="document">{texts.document}</option>
              <option value="contract">{texts.contract}</option>
            </select>
          </Field>
          <Field id="reference" label={texts.reference} error={problem}>
            <input id="reference" name="reference" class="input figures" required maxLength={60} autocomplete="off" aria-invalid={problem !== null} aria-describedby={problem ? "reference-hint" : undefined} />
          </Field>
          <Field id="day" label={texts.day}>
            <input id="day" name="day" type="date" class="input" />
          </Field>
          <Field id="time" label={texts.time}>
            <input id="time" name="time" type="time" class="input" />
          </Field>
          <Button kind="primary" type="submit" icon="search" busy={busy} testId="why-ask">{texts.ask}</Button>
        </form>
        <p class="panel-foot soft small">{texts.private}</p>
      </Panel>
      <div class="stack" aria-live="polite" data-testid="why-answer">
        {answer?.scopes.length === 0 && <section class="panel"><Empty title={texts.nothing} hint={texts.nothingHint} /></section>}
        {answer?.scopes.map((scope) => <Scope key={`${scope.portfolio_id}-${scope.campaign_id}`} scope={scope} />)}
      </div>
    </div>
  );
}

function Scope({ scope }: { scope: ScopeAnswer }) {
  const texts = t().why;
  return (
    <Panel title={scope.campaign ? `${scope.portfolio} · ${scope.campaign}` : scope.portfolio} testId="why-scope">
      {scope.policy_broken && <p class="notice bad">{texts.policyBroken}</p>}
      {scope.numbers.map((number) => <Number key={number.phone_masked} number={number} />)}
    </Panel>
  );
}

function Number({ number }: { number: NumberAnswer }) {
  const texts = t().why;
  const refused = number.rules.filter((rule) => rule.refused);
  const passed = number.rules.filter((rule) => !rule.refused);
  return (
    <section class="why-number" data-testid="why-number" data-allowed={number.allowed}>
      <header class="row">
        <h3 class="figures">{number.phone_masked || texts.noNumber}</h3>
        <Badge tone={number.allowed ? "good" : "bad"}>{number.allowed ? texts.allowed : texts.refused}</Badge>
      </header>
      {refused.length > 0 && (
        <ul class="why-rules">
          {refused.map((rule) => (
            <li key={rule.rule} data-testid="why-refusal">
              <b>{rule.says}</b>
              <small>{rule.law}</small>
              <small>{rule.until ? texts.until(shortDateTime(rule.until)) : texts.untilChanged}</small>
            </li>
          ))}
        </ul>
      )}
      <details>
        <summary>{texts.passed(passed.length)}</summary>
        <ul class="why-passed">{passed.map((rule) => <li key={rule.rule}>{rule.says} <small class="soft">{rule.law}</small></li>)}</ul>
      </details>
    </section>
  );
}

function questionOf(data: FormData): Record<string, string> {
  const text = (name: string): string => String(data.get(name) ?? "").trim();
  const at = text("day") && text("time") ? { at: instantOf(text("day"), text("time")) } : {};
  return { [text("by")]: text("reference"), ...at };
}
