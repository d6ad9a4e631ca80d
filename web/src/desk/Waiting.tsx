import type { AgentState } from "../api/schema";
import { Icon } from "../parts/Icon";
import "../parts/panel.css";
import { phoneStatus } from "../softphone/line";
import { t } from "../text";
import { PreviewCard } from "./PreviewCard";

/** What stands where the call will be: a calm place that says what happens next. */
export function Waiting({ state }: { state: AgentState }) {
  const texts = t().desk.waiting;
  const scenes = {
    ready: { title: texts.ready, hint: texts.readyHint, tone: "good", icon: "phone" },
    reserved: { title: texts.reserved, hint: texts.reservedHint, tone: "coming", icon: "phone" },
    offline: { title: texts.offline, hint: texts.offlineHint, tone: "", icon: "phone" },
    paused: { title: texts.paused, hint: texts.pausedHint, tone: "", icon: "pause" },
  } as const;
  const deaf = phoneStatus.value === "lost" || phoneStatus.value === "refused";
  const mute = { title: t().desk.phone[phoneStatus.value], hint: t().desk.phone.lostHint, tone: "bad", icon: "warning" } as const;
  const scene = deaf ? mute : state === "ready" || state === "reserved" || state === "offline" ? scenes[state] : scenes.paused;
  return (
    <section class="panel waiting" aria-live="polite" data-testid="waiting">
      <span class={`waiting-mark ${scene.tone}`}>
        <Icon name={scene.icon} />
      </span>
      <h2>{scene.title}</h2>
      <p>{scene.hint}</p>
      {state === "ready" && !deaf && <PreviewCard />}
      <div class="keys" role="note" aria-label={texts.shortcuts}>
        <span><kbd>F7</kbd>{t().desk.state.ready}</span>
        <span><kbd>F2</kbd>{t().desk.wrap.search}</span>
        <span><kbd>F4</kbd>{t().desk.call.hangUp}</span>
        <span><kbd>F8</kbd>{t().desk.wrap.saveReady}</span>
      </div>
    </section>
  );
}
