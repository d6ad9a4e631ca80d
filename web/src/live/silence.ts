/**
 * When is the line to the server to be called dead? The server sends a heartbeat every ten seconds, so eleven without
 * a word mean that what is on screen may be old.
 */
const STALE_AFTER_MS = 11_000;
const REOPEN_AFTER_MS = 25_000;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 15_000;

export type Line = "fresh" | "stale" | "reopen";

/** `reopen`: the connection is probably half open; close it and make a new one. */
export function judgeLine(heardAtMs: number, openedAtMs: number, nowMs: number): Line {
  const silence = nowMs - heardAtMs;
  if (silence < STALE_AFTER_MS) return "fresh";
  return silence >= REOPEN_AFTER_MS && nowMs - openedAtMs >= REOPEN_AFTER_MS ? "reopen" : "stale";
}

/** How long to wait before try number `attempt` (from 0): doubling, bounded. */
export function retryDelay(attempt: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
}
