import type { Call, CallDebt } from "../api/schema";
import { Button } from "../parts/Button";
import { Icon } from "../parts/Icon";
import { brazilianDate, reais } from "../time/format";
import { t } from "../text";
import { busy, confirmIdentity } from "./actions";
import { CallerForm } from "./CallerForm";

/** What is owed; behind a lock until it is certain who is on the line. */
export function Debts({ call }: { call: Call }) {
  const texts = t().desk.call;
  if (!call.identity_confirmed) return <Locked call={call} />;
  return (
    <>
      {call.agreement && (
        <p class="agreement" data-testid="agreement">
          <span>{texts.agreement(call.agreement.installments)}: {reais(call.agreement.total_cents)}</span>
          <span class="figures">{texts.protocol} {call.agreement.protocol}</span>
        </p>
      )}
      {call.debts.length === 0 ? <p class="panel-body soft">{texts.noDebts}</p> : <Table debts={call.debts} />}
    </>
  );
}

function Locked({ call }: { call: Call }) {
  const texts = t().desk.call;
  return (
    <>
      <div class="identity" data-testid="identity-pending">
        <Icon name="lock" />
        <div>
          <h2>{call.caller_known ? texts.identityPending : texts.callerUnknown}</h2>
          <p>{call.caller_known ? texts.identityHint : texts.callerUnknownHint}</p>
        </div>
        {call.caller_known && (
          <Button kind="secondary" icon="check" busy={busy.value === "identity"} onClick={() => void confirmIdentity()} testId="confirm-identity">
            {texts.confirmIdentity}
          </Button>
        )}
      </div>
      {call.inbound && call.ended_at === null && <CallerForm call={call} />}
      <div class="locked-debts" aria-hidden="true"><span /><span /><span /></div>
    </>
  );
}

function Table({ debts }: { debts: CallDebt[] }) {
  const texts = t().desk.call;
  const sum = debts.reduce((total, debt) => total + debt.total_cents, 0);
  return (
    <div class="scroll" role="group" aria-label={texts.debts} tabIndex={0}>
      <table class="debts" data-testid="debts">
        <caption class="visually-hidden">{texts.debts}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.columns.contract}</th>
            <th scope="col">{texts.columns.due}</th>
            <th scope="col" class="right">{texts.columns.principal}</th>
            <th scope="col" class="right">{texts.columns.charges}</th>
            <th scope="col" class="right">{texts.columns.total}</th>
          </tr>
        </thead>
        <tbody>
          {debts.map((debt) => (
            <tr key={debt.contract}>
              <td>{debt.creditor}<small>{[debt.description, debt.contract].filter(Boolean).join(" · ")}</small></td>
              <td class="figures">{brazilianDate(debt.due_date)}<small>{texts.daysLate(debt.days_late)}</small></td>
              <td class="figures right">{reais(debt.principal_cents)}</td>
              <td class="figures right">{reais(debt.multa_cents + debt.juros_cents)}</td>
              <td class="figures right total">{reais(debt.total_cents)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={4}>{texts.sum}</td>
            <td class="figures right" data-testid="debts-total">{reais(sum)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
