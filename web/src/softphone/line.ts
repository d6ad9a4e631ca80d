import { computed, effect, signal } from "@preact/signals";

import { post } from "../api/http";
import type { Softphone as SoftphoneSeat } from "../api/schema";
import type { Softphone } from "./softphone";
import { mayAskForLeg, PHONE_OFF, type PhoneFacts, statusOf } from "./status";

/** The agent's line during a shift: the softphone, and asking the server to call it whenever no leg is up. */

export const facts = signal<PhoneFacts>(PHONE_OFF);
export const phoneStatus = computed(() => statusOf(facts.value));
export const muted = signal(false);

const ASK_CHECK_MS = 1000;

let phone: Softphone | null = null;
let seat = "";
let audio: HTMLAudioElement | null = null;
let askTimer = 0;
let asked = 0;
let lastAskedMs = 0;

export async function startLine(account: SoftphoneSeat): Promise<void> {
  if (phone && seat === account.seat) return;
  stopLine();
  const { Softphone } = await import("./softphone");
  seat = account.seat;
  audio = document.createElement("audio");
  audio.autoplay = true;
  audio.dataset["testid"] = "remote-audio";
  document.body.append(audio);
  phone = new Softphone(account, audio, (heard) => {
    facts.value = heard;
    if (heard.legUp) asked = 0;
  });
  askTimer = window.setInterval(askForLeg, ASK_CHECK_MS);
  window.addEventListener("pagehide", stopLine);
}

export function stopLine(): void {
  window.clearInterval(askTimer);
  window.removeEventListener("pagehide", stopLine);
  const stopped = phone;
  phone = null;
  stopped?.stop();
  audio?.remove();
  asked = 0;
  muted.value = false;
  facts.value = PHONE_OFF;
}

export function setMuted(value: boolean): void {
  phone?.setMuted(value);
  muted.value = value;
}

// A microphone left muted must not meet the next leg.
effect(() => {
  if (!facts.value.legUp) muted.value = false;
});

effect(() => {
  if (phoneStatus.value === "registered") askForLeg();
});

function askForLeg(): void {
  if (!phone || !mayAskForLeg(phoneStatus.peek(), asked, lastAskedMs, Date.now())) return;
  asked += 1;
  lastAskedMs = Date.now();
  // Unanswered or refused, it is asked again by the timer.
  post("/api/desk/phone").catch(() => undefined);
}
