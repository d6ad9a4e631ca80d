import type { Case } from "../api/schema";
import { Badge } from "../parts/Badge";
import { Button } from "../parts/Button";
import { t } from "../text";
import { serverNow } from "../time/clock";
import { brazilianDate, shortDateTime } from "../time/format";

const DAY_MS = 86_400_000;

interface Props {
  items: readonly Case[];
  chosen: string | null;
  onChoose: (item: Case) => void;
}

export function CaseTable({ items, chosen, onChoose }: Props) {
  const texts = t().cases;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t().common.tableOf(texts.title)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.columns.told}</th>
            <th scope="col">{texts.columns.debtor}</th>
            <th scope="col">{texts.columns.portfolio}</th>
            <th scope="col">{texts.columns.opened}</th>
            <th scope="col">{texts.columns.state}</th>
            <th scope="col"><span class="visually-hidden">{texts.columns.action}</span></th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.id} data-testid="case-row" data-state={one.state} aria-current={one.id === chosen ? "true" : undefined}>
              <td><b>{texts.kinds[one.kind]}</b><small>{toldOf(one)}</small>{one.agent && <small>{texts.writtenBy(one.agent)}</small>}</td>
              <td>{one.debtor_first_name}<small class="figures">{one.document_masked}</small></td>
              <td>{one.portfolio}<small class="figures">{one.protocol}</small></td>
              <td class="figures">{shortDateTime(one.opened_at)}<small>{ageOf(one)}</small></td>
              <td><State item={one} /></td>
              <td class="right"><Choose item={one} onChoose={onChoose} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What the debtor told, in a few words; empty for a complaint, which is in the recording. */
export function toldOf(item: Case): string {
  const texts = t().cases;
  if (item.kind !== "payment_claim") return texts.reasons[item.reason] ?? item.reason;
  return texts.paid(item.paid_on && brazilianDate(item.paid_on), item.paid_way && texts.ways[item.paid_way]);
}

/** What became of telling the debtor of a decision against them. */
export function toldDebtor(item: Case): string {
  const texts = t().cases;
  return item.message ? texts.message(item.message.channel_label, item.message.state_label) : texts.tellDebtor;
}

function ageOf(item: Case): string {
  return t().cases.age(Math.max(0, Math.floor((serverNow() - Date.parse(item.opened_at)) / DAY_MS)));
}

function State({ item }: { item: Case }) {
  const texts = t().cases;
  return (
    <>
      <Badge tone={item.state === "open" ? "alert" : "calm"}>{texts.states[item.state]}</Badge>
      {item.tell_debtor && <small>{toldDebtor(item)}</small>}
    </>
  );
}

function Choose({ item, onChoose }: { item: Case; onChoose: (item: Case) => void }) {
  const texts = t().cases;
  const open = item.state === "open";
  return (
    <Button small label={open ? texts.openThis(item.protocol) : texts.lookThis(item.protocol)} onClick={() => onChoose(item)} testId={`case-${item.id}`}>
      {open ? texts.open : texts.look}
    </Button>
  );
}
