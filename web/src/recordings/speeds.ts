export const SPEEDS = [0.75, 1, 1.25, 1.5, 2] as const;

/** The next faster (1) or slower (-1) speed, staying at the ends. */
export function nextSpeed(now: number, step: 1 | -1): number {
  const at = SPEEDS.findIndex((speed) => speed === now);
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + step))] ?? 1;
}
