import { retryDelay } from "../live/silence";

/** What the softphone knows about itself, fact by fact; the one status on screen follows from these. */
export interface PhoneFacts {
  started: boolean;
  registered: boolean;
  /** Was registered at least once since the start: from then on, not being registered is a loss. */
  everRegistered: boolean;
  /** The nailed-up leg carries audio in this very browser. */
  legUp: boolean;
  /** The switch said no to the account itself. */
  refused: boolean;
}

export type PhoneStatus = "off" | "connecting" | "registered" | "connected" | "lost" | "refused";

export const PHONE_OFF: PhoneFacts = { started: false, registered: false, everRegistered: false, legUp: false, refused: false };

export function statusOf(facts: PhoneFacts): PhoneStatus {
  if (!facts.started) return "off";
  if (facts.refused) return "refused";
  if (!facts.registered) return facts.everRegistered ? "lost" : "connecting";
  return facts.legUp ? "connected" : "registered";
}

/** May the server be asked now to call this softphone? Asking again waits longer each time: a leg takes a moment. */
export function mayAskForLeg(status: PhoneStatus, asked: number, lastAskedMs: number, nowMs: number): boolean {
  if (status !== "registered") return false;
  return asked === 0 || nowMs - lastAskedMs >= 2000 + retryDelay(asked);
}
