import { useLayoutEffect, useRef } from "preact/hooks";

import type { Call } from "../api/schema";
import { Button } from "../parts/Button";
import { Timer } from "../parts/Timer";
import { duration } from "../time/format";
import { t } from "../text";
import { busy, hangUp } from "./actions";
import "./call.css";
import { chime } from "./chime";
import { Debts } from "./Debts";
import { useShortcuts } from "./shortcuts";
import { desk } from "./store";

/** The screen-pop: who is on the line, what is owed, and the call itself. */
export function CallCard({ call }: { call: Call }) {
  const card = useRef<HTMLElement>(null);
  const over = call.ended_at !== null;
  useLayoutEffect(() => markPop(card.current, call.attempt_id, over), [call.attempt_id]);
  useShortcuts({ F4: () => !over && void hangUp() });
  const texts = t().desk.call;
  return (
    <article class={`panel call${over ? " over" : ""}`} ref={card} aria-label={texts.label} data-testid="call" data-attempt-id={call.attempt_id}>
      <header class="call-head">
        <div>
          <p class="call-status" role="status">{over ? texts.ended : call.inbound ? texts.received : texts.inProgress}</p>
          <h1 data-testid="debtor-name">{call.caller_known ? (call.debtor.name ?? call.debtor.first_name) : texts.unknown}</h1>
        </div>
        <div class="stack">
          <p class="call-timer" data-testid="call-timer">{call.ended_at ? length(call) : <Timer since={call.bridged_at ?? desk.value?.now ?? ""} />}</p>
          <Button kind="danger" icon="hangUp" shortcut="F4" disabled={over} busy={busy.value === "hang_up"} onClick={() => void hangUp()} testId="hang-up">
            {busy.value === "hang_up" ? texts.hangingUp : texts.hangUp}
          </Button>
        </div>
      </header>
      <dl class="call-facts">
        <Fact name={texts.phone} value={call.phone_masked || t().common.none} />
        {call.debtor.document_masked && <Fact name={texts.document} value={call.debtor.document_masked} />}
        <Fact name={texts.city} value={[call.debtor.city, call.debtor.uf].filter(Boolean).join(" · ") || t().common.none} />
        <Fact name={texts.campaign} value={call.campaign} />
      </dl>
      <Debts call={call} />
    </article>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="figures">{value}</dd>
    </div>
  );
}

function length(call: Call): string {
  const [from, to] = [call.bridged_at, call.ended_at].map((at) => Date.parse(at ?? ""));
  return from && to ? duration(Math.max(0, to - from)) : t().common.none;
}

/** Marks when the pop was in the document, on the page's own clock, for whoever measures; and lets it be heard. */
function markPop(card: HTMLElement | null, attemptId: string, over: boolean): void {
  if (!card) return;
  const mark = performance.mark("concilia:pop", { detail: { attempt_id: attemptId } });
  card.dataset["poppedAt"] = String(performance.timeOrigin + mark.startTime);
  if (!over) chime();
}
