import { connection, heardAt } from "../live/stream";
import { phoneStatus } from "../softphone/line";
import { now } from "../time/clock";
import { clockTime, weekdayAndDate } from "../time/format";
import { t } from "../text";
import { language } from "./preferences";
import { me } from "./session";

/** Always there, so that going offline moves nothing: how fresh the screen is, whether the telephone is there, and that a demonstration is one. */
export function StatusStrip() {
  const texts = t().common.strip;
  const state = connection.value;
  const phone = t().desk.phone;
  const trouble = { lost: phone.lostBanner, refused: phone.refusedBanner }[phoneStatus.value as string];
  const sentence = { live: trouble ?? texts.live, connecting: texts.connecting, stale: texts.stale(clockTime(heardAt.value)) }[state];
  return (
    <section aria-label={texts.label} class={`strip ${trouble ? "stale" : state}`} data-testid="status-strip" data-connection={state}>
      <span class="strip-line" role="status">{sentence}</span>
      {me.value?.demo && <span class="strip-demo" data-testid="demo-banner">{texts.demo(weekdayAndDate(now.value, language.value))}</span>}
      <span class="figures" data-testid="server-time">{clockTime(now.value)}</span>
    </section>
  );
}
