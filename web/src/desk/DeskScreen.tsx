import { useEffect } from "preact/hooks";

import { usePageTitle } from "../app/page_title";
import { onLive, onReconnect } from "../live/stream";
import { OutcomesPanel } from "../outcomes/OutcomesPanel";
import { tellError } from "../parts/Toasts";
import { facts } from "../softphone/line";
import { t } from "../text";
import { resumeShift } from "./actions";
import { CallCard } from "./CallCard";
import "./desk.css";
import { MenuTimeline } from "./MenuTimeline";
import { StartShift } from "./StartShift";
import { StateBar } from "./StateBar";
import { call, desk, fetchChoices, fetchDesk, hearDesk, session } from "./store";
import { Waiting } from "./Waiting";
import { Wrap } from "./Wrap";

const RESUME_AGAIN_MS = 5000;

export function DeskScreen() {
  useDeskNews();
  useLeaveWarning();
  const onCall = session.value?.state === "on_call";
  usePageTitle(onCall ? `● ${t().desk.call.inProgress}` : t().desk.title);
  const sessionId = session.value?.id;
  useEffect(() => (sessionId ? keepLine() : undefined), [sessionId]);
  // What may be chosen depends on the call: its portfolio's own outcomes, its agreement, and whether it is known whose it is.
  useEffect(() => void fetchChoices().catch(tellError), [call.value?.attempt_id, call.value?.agreement?.protocol, call.value?.caller_known]);
  if (!desk.value) return <p class="soft">{t().common.loading}</p>;
  if (!session.value) return <StartShift />;
  return (
    <div class="desk">
      <h1 class="visually-hidden">{t().desk.title}</h1>
      <StateBar session={session.value} />
      {call.value ? (
        <div class="desk-work" key={call.value.attempt_id}>
          <div class="stack">
            <CallCard call={call.value} />
            <MenuTimeline steps={call.value.menu} title={t().desk.call.menu} />
          </div>
          <Wrap call={call.value} />
        </div>
      ) : (
        <Waiting state={session.value.state} />
      )}
      <OutcomesPanel rows={12} />
    </div>
  );
}

/** A reload in the middle of a shift takes the line up again, however often that needs trying. */
function keepLine(): () => void {
  let timer = 0;
  const attempt = async (): Promise<void> => {
    if (!facts.peek().started && !(await resumeShift())) timer = window.setTimeout(() => void attempt(), RESUME_AGAIN_MS);
  };
  void attempt();
  return () => window.clearTimeout(timer);
}

function useDeskNews(): void {
  useEffect(() => {
    const refetch = (): void => void fetchDesk().catch(() => undefined);
    refetch();
    const undo = [onLive("desk", hearDesk), onReconnect(refetch)];
    return () => undo.forEach((stop) => stop());
  }, []);
}

/** Leaving the page in a call drops its audio: the browser asks first. */
function useLeaveWarning(): void {
  const talking = call.value !== null && call.value.ended_at === null;
  useEffect(() => {
    if (!talking) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [talking]);
}
