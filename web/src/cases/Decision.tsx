import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError, post } from "../api/http";
import type { Case, CaseDebt, CaseVerdict, Verdict } from "../api/schema";
import { Badge } from "../parts/Badge";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { sentenceFor, tell } from "../parts/Toasts";
import { t } from "../text";
import { brazilianDate, reais, shortDateTime } from "../time/format";
import { toldDebtor, toldOf } from "./CaseTable";

/** One case: what was told, the debts it holds, and how it ends. */
export function Decision({ item, onDecided }: { item: Case; onDecided: (after: Case) => void }) {
  const texts = t().cases;
  const head = useRef<HTMLParagraphElement>(null);
  useEffect(() => head.current?.focus(), [item.state]);
  return (
    <div class="panel-body stack">
      <div>
        <p ref={head} tabIndex={-1}><b>{texts.kinds[item.kind]}</b> · {item.debtor_first_name} <span class="figures">{item.document_masked}</span></p>
        <p class="soft small">{toldOf(item)}</p>
        {item.agent && <p class="small" data-testid="case-agent">{texts.writtenBy(item.agent)}{item.note && `: “${item.note}”`}</p>}
        <p class="soft small figures">{texts.protocol} {item.protocol} · {item.portfolio}</p>
        <p class="small"><a href={`/gravacoes/${item.attempt_id}`}>{texts.listen}</a></p>
      </div>
      <section aria-label={texts.debts}>
        <h3>{texts.debts}</h3>
        {item.debts.length === 0 ? <p class="soft small">{texts.noDebts}</p> : <ul class="case-debts">{item.debts.map((one) => <Debt key={one.contract} debt={one} />)}</ul>}
      </section>
      {item.verdict === null ? <DecisionForm item={item} onDecided={onDecided} /> : <End item={item} verdict={item.verdict} />}
    </div>
  );
}

function Debt({ debt }: { debt: CaseDebt }) {
  const texts = t().cases;
  return (
    <li data-testid="case-debt">
      <span><b>{debt.description || debt.contract}</b> <span class="figures">{reais(debt.principal_cents)}</span></span>
      <small>{debt.contract}, {texts.due(brazilianDate(debt.due_date))}: {texts.debtStates[debt.status]}{debt.held_otherwise && `; ${texts.heldOtherwise}`}</small>
    </li>
  );
}

function End({ item, verdict }: { item: Case; verdict: Verdict }) {
  const texts = t().cases;
  return (
    <div class="stack" data-testid="case-end">
      <p><b>{texts.verdicts[verdict]}</b></p>
      {item.tell_debtor && (
        <div data-testid="case-told">
          <p><Badge tone={item.message ? "calm" : "alert"}>{toldDebtor(item)}</Badge></p>
          <p class="soft small">
            {item.message ? texts.messageHint(item.message.address_masked, item.message.reason_label) : texts.tellInPerson(item.untold)}
          </p>
        </div>
      )}
      <p>{item.decision_reason}</p>
      <p class="soft small">{texts.decidedBy(item.decided_by ?? "", item.decided_at ? shortDateTime(item.decided_at) : "")}</p>
    </div>
  );
}

function DecisionForm({ item, onDecided }: { item: Case; onDecided: (after: Case) => void }) {
  const texts = t().cases;
  const [verdict, setVerdict] = useState<Verdict | null>(item.verdicts.length === 1 ? (item.verdicts[0] ?? null) : null);
  const [reason, setReason] = useState("");
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);
  const ask = (event: Event): void => {
    event.preventDefault();
    if (form.current?.reportValidity()) setSure(true);
  };
  const decide = async (): Promise<void> => {
    if (verdict === null) return;
    setBusy(true);
    setProblem(null);
    try {
      const wish: CaseVerdict = { verdict, reason: reason.trim() };
      const after = await post<Case>(`/api/cases/${item.id}/decision`, wish);
      tell(texts.done(item.protocol));
      onDecided(after);
    } catch (error) {
      setProblem(error);
      setBusy(false);
      setSure(false);
    }
  };
  const reasonError = problem instanceof ApiError && problem.field === "reason" ? sentenceFor(problem) : null;
  if (sure && verdict !== null) return <Confirm verdict={verdict} reason={reason} busy={busy} onBack={() => setSure(false)} onConfirm={() => void decide()} />;
  return (
    <form class="case-form" ref={form} onSubmit={ask} noValidate>
      <fieldset>
        <legend class="small">{texts.verdict}</legend>
        {item.verdicts.map((one) => (
          <label key={one} class="choice">
            <input type="radio" name="verdict" value={one} required checked={verdict === one} onChange={() => setVerdict(one)} />
            <span>{texts.verdicts[one]}<small class="soft">{texts.effects[one]}</small></span>
          </label>
        ))}
      </fieldset>
      <Field id="case-reason" label={texts.reason} hint={texts.reasonHint} error={reasonError}>
        <textarea id="case-reason" class="input" required minLength={3} maxLength={500} rows={3} value={reason} onInput={(event) => setReason(event.currentTarget.value)} aria-invalid={reasonError !== null} aria-describedby="case-reason-hint" />
      </Field>
      <div role="alert">{problem !== null && reasonError === null && <p class="notice bad">{sentenceFor(problem)}</p>}</div>
      <Button kind="primary" type="submit" testId="case-decide">{texts.decide}</Button>
    </form>
  );
}

interface ConfirmProps {
  verdict: Verdict;
  reason: string;
  busy: boolean;
  onBack: () => void;
  onConfirm: () => void;
}

function Confirm({ verdict, reason, busy, onBack, onConfirm }: ConfirmProps) {
  const texts = t().cases;
  const question = useRef<HTMLParagraphElement>(null);
  useEffect(() => question.current?.focus(), []);
  return (
    <div class="stack" role="group" aria-label={texts.sure} data-testid="case-sure">
      <p><b>{texts.verdicts[verdict]}</b></p>
      <p>{texts.effects[verdict]}</p>
      <p class="soft">{reason}</p>
      <p ref={question} tabIndex={-1}><b>{texts.sure}</b></p>
      <p class="row">
        <Button kind="primary" icon="check" busy={busy} onClick={onConfirm} testId="case-confirm">{texts.confirm}</Button>
        <Button onClick={onBack} disabled={busy}>{texts.back}</Button>
      </p>
    </div>
  );
}
