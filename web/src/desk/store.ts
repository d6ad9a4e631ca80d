import { computed, signal } from "@preact/signals";

import { get } from "../api/http";
import type { Desk, DispositionChoice } from "../api/schema";

export const desk = signal<Desk | null>(null);
export const choices = signal<DispositionChoice[]>([]);

export const session = computed(() => desk.value?.session ?? null);

/** The call on screen: in progress, or ended and still without its outcome. */
export const call = computed(() => {
  const state = session.value?.state;
  return state === "on_call" || state === "wrap_up" ? (desk.value?.call ?? null) : null;
});

/** Snapshots may overtake one another between fetch and stream; the older one is dropped. */
export function hearDesk(heard: Desk): void {
  const known = desk.peek();
  if (known && Date.parse(heard.now) < Date.parse(known.now)) return;
  desk.value = heard;
}

export async function fetchDesk(): Promise<void> {
  hearDesk(await get<Desk>("/api/desk"));
}

export async function fetchChoices(): Promise<void> {
  choices.value = await get<DispositionChoice[]>("/api/desk/dispositions");
}
