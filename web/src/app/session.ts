import { signal } from "@preact/signals";

import { get, post, useCsrfToken, whenSignedOut } from "../api/http";
import type { Me, Role } from "../api/schema";
import { closeLive, openLive, whenRefused } from "../live/stream";
import { stopLine } from "../softphone/line";
import { hearServerTime } from "../time/clock";

/** Who is at the screen: `undefined` until the server was asked, `null` when nobody is signed in. */
export const me = signal<Me | null | undefined>(undefined);
export const unreachable = signal(false);

whenSignedOut(leave);
whenRefused(() => {
  get<Me>("/api/auth/me").catch((error: { status?: number }) => error.status === 401 && leave());
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
  const inside = Boolean(me.value);
  closeLive();
  stopLine();
  useCsrfToken("");
  me.value = null;
  // What the page remembers of debtors and calls goes with the one who signed out.
  if (inside) window.setTimeout(() => location.reload(), 0);
}
