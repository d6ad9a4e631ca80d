import { signal } from "@preact/signals";

import { ApiError } from "../api/http";
import { t } from "../text";
import { Button } from "./Button";
import "./toasts.css";

interface Toast {
  id: number;
  tone: "good" | "bad";
  text: string;
}

const GOOD_STAYS_MS = 4000;
const BAD_STAYS_MS = 12_000;

const toasts = signal<Toast[]>([]);
let lastId = 0;

export function tell(text: string, tone: Toast["tone"] = "good"): void {
  lastId += 1;
  const toast = { id: lastId, tone, text };
  toasts.value = [...toasts.value.filter((old) => old.text !== text), toast].slice(-3);
  window.setTimeout(() => dismiss(toast.id), tone === "good" ? GOOD_STAYS_MS : BAD_STAYS_MS);
}

export function tellError(error: unknown): void {
  tell(sentenceFor(error), "bad");
}

/** The server's own sentence when it has one. */
export function sentenceFor(error: unknown): string {
  if (!(error instanceof ApiError)) return t().common.errors.unexpected;
  if (error.unreachable) return t().common.errors.unreachable;
  return error.message || t().common.errors.unexpected;
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class={`toast ${toast.tone}`} data-testid="toast">
          <p>{toast.text}</p>
          <Button kind="quiet" small onClick={() => dismiss(toast.id)}>
            {t().common.close}
          </Button>
        </div>
      ))}
    </div>
  );
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
