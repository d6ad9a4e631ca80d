import { signal } from "@preact/signals";

import { ApiError, del, post } from "../api/http";
import type { Dispose, LinkCaller, PauseReason, Softphone as SoftphoneSeat } from "../api/schema";
import { tell, tellError } from "../parts/Toasts";
import { askForMicrophone, type MicrophoneProblem } from "../softphone/microphone";
import { startLine, stopLine } from "../softphone/line";
import { t } from "../text";
import { prepareChime } from "./chime";
import { desk, fetchDesk } from "./store";

/** What the agent does. Each verb is an intent: the desk changes when the server says that it has changed. */

export type Action = "shift" | "ready" | "pause" | "hang_up" | "identity" | "link" | "dispose" | "end";

export const busy = signal<Action | null>(null);

const NEWS_WITHIN_MS = 1500;

/** Returns the microphone's problem, or null when the shift has begun. */
export async function startShift(): Promise<MicrophoneProblem | null> {
  prepareChime();
  busy.value = "shift";
  const problem = await askForMicrophone();
  busy.value = null;
  if (!problem) await act("shift", openLine);
  return problem;
}

/** The page was reloaded in the middle of a shift: the line is taken up again, while the agent already works. */
export async function resumeShift(): Promise<boolean> {
  try {
    await openLine();
    return true;
  } catch (error) {
    tellError(error);
    return false;
  }
}

export const becomeReady = (): Promise<boolean> => act("ready", () => post("/api/desk/ready"));
export const pause = (reason: PauseReason): Promise<boolean> => act("pause", () => post("/api/desk/pause", { reason }));
export const hangUp = (): Promise<boolean> => act("hang_up", () => post("/api/desk/hang-up"));
export const confirmIdentity = (): Promise<boolean> => act("identity", () => post("/api/desk/identity"));

/** `hear` may take an error to its place on the screen; it says whether it did. */
export function linkCaller(caller: LinkCaller, hear: (error: ApiError) => boolean): Promise<boolean> {
  return act("link", () => post("/api/desk/caller", caller), hear);
}

export async function dispose(outcome: Dispose, hear: (error: ApiError) => boolean): Promise<boolean> {
  const done = await act("dispose", () => post("/api/desk/disposition", outcome), hear);
  if (done) tell(t().desk.wrap.saved);
  return done;
}

export function endShift(): Promise<boolean> {
  return act("end", async () => {
    await del("/api/desk/session");
    stopLine();
  });
}

async function openLine(): Promise<void> {
  await startLine(await post<SoftphoneSeat>("/api/desk/session"));
}

async function act(action: Action, work: () => Promise<unknown>, hear: (error: ApiError) => boolean = () => false): Promise<boolean> {
  // Nothing keeps an agent from hanging up.
  if (busy.peek() && (action !== "hang_up" || busy.peek() === "hang_up")) return false;
  busy.value = action;
  const before = desk.peek();
  try {
    await work();
    // The stream tells what became of it; where it is late, ask.
    window.setTimeout(() => {
      if (desk.peek() === before) void fetchDesk().catch(() => undefined);
    }, NEWS_WITHIN_MS);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError && hear(error))) tellError(error);
    return false;
  } finally {
    if (busy.peek() === action) busy.value = null;
  }
}
