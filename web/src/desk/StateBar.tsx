import type { DeskSession, PauseReason } from "../api/schema";
import { AGENT_TONES } from "../parts/Badge";
import { Button } from "../parts/Button";
import { Menu } from "../parts/Menu";
import { Timer } from "../parts/Timer";
import { muted, phoneStatus, setMuted } from "../softphone/line";
import { t } from "../text";
import { becomeReady, busy, endShift, pause } from "./actions";
import { call } from "./store";
import { useShortcuts } from "./shortcuts";

/** The agent's state, its timer, the telephone, and the three verbs of the shift. */
export function StateBar({ session }: { session: DeskSession }) {
  const { state: texts, pauseMenu } = t().desk;
  const { agentStates, pauseReasons } = t().common;
  const free = call.value === null;
  const canReady = free && (session.state === "paused" || session.state === "wrap_up") && phoneStatus.value === "connected";
  const inCall = session.state === "on_call" || session.state === "reserved";
  const canPause = inCall || (free && (session.state === "ready" || session.state === "wrap_up"));
  const canEnd = !inCall && free;
  useShortcuts({ F7: () => canReady && void becomeReady() });
  return (
    <section class={`panel state-bar ${AGENT_TONES[session.state]}`} aria-label={texts.label} data-testid="agent-state" data-state={session.state}>
      <div class="state-now">
        <span class="state-name" role="status">
          {agentStates[session.state]}
          {session.state === "paused" && session.pause_reason && <span class="soft"> · {pauseReasons[session.pause_reason]}</span>}
          {session.asked_pause && <span class="soft" data-testid="asked-pause"> · {texts.then(pauseReasons[session.asked_pause])}</span>}
        </span>
        <span class="state-timer">
          <span class="visually-hidden">{texts.since} </span>
          <Timer since={session.state_since} testId="state-timer" />
        </span>
      </div>
      <PhoneState />
      <div class="state-actions">
        <Button kind="primary" icon="check" shortcut="F7" disabled={!canReady} busy={busy.value === "ready"} onClick={() => void becomeReady()} testId="ready">
          {texts.ready}
        </Button>
        <Menu
          label={texts.pause}
          title={pauseMenu}
          icon="pause"
          disabled={!canPause || busy.value === "pause"}
          items={Object.entries(pauseReasons).map(([value, label]) => ({ value, label }))}
          onChoose={(reason) => void pause(reason as PauseReason)}
          testId="pause"
        />
        <Button kind="quiet" disabled={!canEnd} busy={busy.value === "end"} onClick={() => void endShift()} testId="end-shift">
          {texts.end}
        </Button>
      </div>
    </section>
  );
}

function PhoneState() {
  const texts = t().desk.phone;
  const status = phoneStatus.value;
  return (
    <div class="row">
      <span class={`phone-state ${status}`} role="status" aria-label={texts.label} data-testid="phone-status" data-phone-status={status}>
        {muted.value ? texts.muted : texts[status]}
      </span>
      {status === "connected" && (
        <Button kind="quiet" small icon={muted.value ? "micOff" : "mic"} pressed={muted.value} label={muted.value ? texts.unmute : texts.mute} onClick={() => setMuted(!muted.value)} testId="mute">
          {""}
        </Button>
      )}
    </div>
  );
}
