import { signal } from "@preact/signals";

import type { LiveEvents } from "../api/schema";
import { hearServerTime, serverNow } from "../time/clock";
import { judgeLine, retryDelay } from "./silence";

/** The one stream of news from the server. Every connection starts with a snapshot, so nothing is replayed. */

export type Connection = "connecting" | "live" | "stale";

export const connection = signal<Connection>("connecting");
/** Server time of the last word from the server: the age of what is on screen. */
export const heardAt = signal(serverNow());

const KINDS = ["desk", "outcome", "floor", "import", "heartbeat"] as const;
const listeners = new Map<string, Set<(data: never) => void>>();
const reconnectListeners = new Set<() => void>();
let onRefused: () => void = () => undefined;

let source: EventSource | null = null;
let lastHeardMs = Date.now();
let openedAtMs = Date.now();
let failures = 0;
let retryTimer = 0;
let watchTimer = 0;

export function onLive<K extends keyof LiveEvents>(kind: K, listener: (data: LiveEvents[K]) => void): () => void {
  const known = listeners.get(kind) ?? new Set();
  listeners.set(kind, known.add(listener as (data: never) => void));
  return () => known.delete(listener as (data: never) => void);
}

/** `listener` runs whenever the stream is open again: the place to refetch what has no snapshot. */
export function onReconnect(listener: () => void): () => void {
  reconnectListeners.add(listener);
  return () => reconnectListeners.delete(listener);
}

/** `handler` runs when the server refuses the stream: perhaps it no longer knows who is asking. */
export function whenRefused(handler: () => void): void {
  onRefused = handler;
}

export function openLive(): void {
  closeLive();
  lastHeardMs = Date.now();
  connect();
  watchTimer = window.setInterval(watch, 500);
  document.addEventListener("visibilitychange", watch);
}

export function closeLive(): void {
  window.clearInterval(watchTimer);
  window.clearTimeout(retryTimer);
  document.removeEventListener("visibilitychange", watch);
  source?.close();
  source = null;
  connection.value = "connecting";
}

function connect(): void {
  source?.close();
  openedAtMs = Date.now();
  const opened = new EventSource("/api/live");
  source = opened;
  opened.addEventListener("open", () => {
    failures = 0;
    hear();
    for (const listener of reconnectListeners) listener();
  });
  // The browser retries by itself unless the server refused; then it is for us to come back.
  opened.addEventListener("error", () => {
    if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
    onRefused();
    reconnectLater();
  });
  for (const kind of KINDS) opened.addEventListener(kind, (event) => receive(kind, event as MessageEvent<string>));
}

function reconnectLater(): void {
  window.clearTimeout(retryTimer);
  retryTimer = window.setTimeout(connect, retryDelay(failures));
  failures += 1;
}

function receive(kind: (typeof KINDS)[number], event: MessageEvent<string>): void {
  const data = JSON.parse(event.data) as { now?: string };
  if (data.now) hearServerTime(data.now);
  hear();
  for (const listener of listeners.get(kind) ?? []) listener(data as never);
}

function hear(): void {
  lastHeardMs = Date.now();
  heardAt.value = serverNow();
  connection.value = "live";
}

function watch(): void {
  const line = judgeLine(lastHeardMs, openedAtMs, Date.now());
  if (line === "fresh") return;
  connection.value = "stale";
  if (line === "reopen") connect();
}
