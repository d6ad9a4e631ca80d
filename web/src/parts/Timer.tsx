import { now } from "../time/clock";
import { elapsed } from "../time/format";

/** Time since an instant, ticking by the server's clock. Silent to screen readers: it changes every second. */
export function Timer({ since, testId }: { since: string; testId?: string }) {
  return (
    <span class="figures" role="timer" aria-live="off" data-testid={testId}>
      {elapsed(Date.parse(since), now.value)}
    </span>
  );
}
