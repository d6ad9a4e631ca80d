import { signal } from "@preact/signals";

import { get, post, useCsrfToken, whenSignedOut } from "../api/http";
import type { Me, Role } from "../api/schema";
import { closeLive, openLive } from "../live/stream";
import { hearServerTime } from "../time/clock";

/** Who is at the screen: `undefined` until the server was asked, `null` when nobody is signed in. */
export const me = signal<Me | null | undefined>(undefined);
export const unreachable = signal(false);

whenSignedOut(() => {
  if (me.value) leave();
});

export async function findSession(): Promise<void> {
  try {
    enter(await get<Me>("/api/auth/me"));
    unreachable.value = false;
  } catch (error) {
    unreachable.value = (error as { unreachable?: boolean }).unreachable === true;
    if (unreachable.value) window.setTimeout(() => void findSession(), 3000);
    else leave();
  }
}

export async function signIn(username: string, password: string): Promise<void> {
  enter(await post<Me>("/api/auth/login", { username, password }));
}

export async function signOut(): Promise<void> {
  await post("/api/auth/logout").catch(() => undefined);
  leave();
}

export function homeOf(role: Role): string {
  return role === "agent" ? "/mesa" : "/supervisao";
}

function enter(found: Me): void {
  useCsrfToken(found.csrf_token);
  hearServerTime(found.now);
  me.value = found;
  openLive();
}

function leave(): void {
  closeLive();
  useCsrfToken("");
  me.value = null;
}
