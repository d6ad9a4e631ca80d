import { connection, heardAt } from "../live/stream";
import { now } from "../time/clock";
import { clockTime, weekdayAndDate } from "../time/format";
import { t } from "../text";
import { language } from "./preferences";
import { me } from "./session";

/** Always there, so that going offline moves nothing: how fresh the screen is, and that a demonstration is one. */
export function StatusStrip() {
  const texts = t().common.strip;
  const state = connection.value;
  const sentence = { live: texts.live, connecting: texts.connecting, stale: texts.stale(clockTime(heardAt.value)) }[state];
  return (
    <div class={`strip ${state}`} data-testid="status-strip" data-connection={state}>
      <span class="strip-line" role="status" aria-label={texts.label}>{sentence}</span>
      {me.value?.demo && <span class="strip-demo" data-testid="demo-banner">{texts.demo(weekdayAndDate(now.value, language.value))}</span>}
      <span class="figures" data-testid="server-time">{clockTime(now.value)}</span>
    </div>
  );
}
