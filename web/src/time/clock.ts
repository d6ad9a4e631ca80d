import { signal } from "@preact/signals";

/**
 * The server's time, as the screens show it. All timers tick from it: the browser's own clock may be wrong, and the
 * demonstration runs on a calendar of its own.
 */
let offsetMs = 0;

/** Milliseconds since the epoch by the server's clock, renewed at every full second. */
export const now = signal(Date.now());

export function serverNow(): number {
  return Date.now() + offsetMs;
}

export function hearServerTime(instant: string): void {
  const heard = Date.parse(instant);
  if (Number.isNaN(heard)) return;
  offsetMs = heard - Date.now();
  now.value = heard;
}

/** Starts the tick; a hidden tab may tick late, so coming back to it ticks at once. */
export function startTicking(): void {
  const tick = (): void => {
    now.value = serverNow();
    window.setTimeout(tick, 1000 - (serverNow() % 1000) + 5);
  };
  tick();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) now.value = serverNow();
  });
}
