import { useEffect, useState } from "preact/hooks";

import type { Outcome } from "../api/schema";
import { me } from "../app/session";
import { onLive, onReconnect } from "../live/stream";
import { Badge, GROUP_TONES } from "../parts/Badge";
import { Empty } from "../parts/Empty";
import { Icon } from "../parts/Icon";
import { Panel } from "../parts/Panel";
import { serverNow } from "../time/clock";
import { clockTime, duration, reais } from "../time/format";
import { t } from "../text";
import "./outcomes.css";
import { fetchOutcomes, hearOutcome, outcomes } from "./store";

const FRESH_MS = 3000;

/** Calls as they end, newest first. */
export function OutcomesPanel({ rows, compact = false }: { rows: number; compact?: boolean }) {
  useOutcomeNews();
  const texts = t().desk.outcomes;
  const known = outcomes.value;
  return (
    <Panel title={texts.title} class="outcomes" testId="outcomes">
      <div class="scroll" role="group" aria-label={texts.title} tabIndex={0}>
        {known === null && <p class="panel-body soft">{t().common.loading}</p>}
        {known?.length === 0 && <Empty title={texts.empty} hint={texts.emptyHint} />}
        {known && known.length > 0 && (
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.columns.at}</th>
                <th scope="col">{texts.columns.debtor}</th>
                {!compact && <th scope="col">{texts.columns.phone}</th>}
                {!compact && <th scope="col" class="wide">{texts.columns.campaign}</th>}
                <th scope="col">{texts.columns.result}</th>
                <th scope="col">{texts.columns.agent}</th>
                <th scope="col" class="right">{texts.columns.talk}</th>
                {mayListen() && <th scope="col"><span class="visually-hidden">{texts.listen}</span></th>}
              </tr>
            </thead>
            <tbody>
              {known.slice(0, rows).map((outcome) => (
                <Row key={outcome.attempt_id} outcome={outcome} compact={compact} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}

function Row({ outcome, compact }: { outcome: Outcome; compact: boolean }) {
  const texts = t().desk.outcomes;
  // Only what has just happened lights up, not a list that has just been opened.
  const [fresh] = useState(() => serverNow() - Date.parse(outcome.at) < FRESH_MS);
  return (
    <tr class={fresh ? "new" : ""} data-testid="outcome" data-attempt-id={outcome.attempt_id} data-disposition={outcome.disposition}>
      <td class="figures">{clockTime(outcome.at)}</td>
      <td><div class="clip">{outcome.debtor_first_name}</div></td>
      {!compact && <td class="figures">{outcome.phone_masked}</td>}
      {!compact && <td class="wide"><div class="clip">{outcome.campaign}</div></td>}
      <td>
        <Badge tone={GROUP_TONES[outcome.group] ?? "calm"}>{outcome.own_label ?? t().dispositions[outcome.disposition]}</Badge>
        {outcome.agreement && <span class="won figures"> {reais(outcome.agreement.total_cents)}</span>}
      </td>
      <td><div class="clip">{outcome.agent ?? <span class="soft">{texts.ura}</span>}</div></td>
      <td class="figures right">{outcome.talk_seconds > 0 ? duration(outcome.talk_seconds * 1000) : t().common.none}</td>
      {mayListen() && (
        <td>
          {outcome.recording && (
            <a href={`/gravacoes/${outcome.attempt_id}`} aria-label={`${texts.listen}: ${outcome.debtor_first_name}, ${clockTime(outcome.at)}`}>
              <Icon name="play" />
            </a>
          )}
        </td>
      )}
    </tr>
  );
}

function mayListen(): boolean {
  return me.value?.user.role !== "agent";
}

function useOutcomeNews(): void {
  useEffect(() => {
    const refetch = (): void => void fetchOutcomes().catch(() => undefined);
    refetch();
    const undo = [onLive("outcome", hearOutcome), onReconnect(refetch)];
    return () => undo.forEach((stop) => stop());
  }, []);
}
