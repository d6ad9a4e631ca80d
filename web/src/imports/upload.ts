import { ApiError, currentCsrfToken, errorFrom } from "../api/http";
import type { BlockListKind, Import, LoadedBlockList } from "../api/schema";

type OnPercent = (percent: number) => void;

export function uploadPortfolio(file: File, portfolio: string, mapping: File | null, onPercent: OnPercent): Promise<Import> {
  const form = new FormData();
  form.append("portfolio", portfolio);
  if (mapping) form.append("mapping", mapping);
  form.append("file", file);
  return send<Import>("/api/imports", form, onPercent);
}

export function uploadBlockList(file: File, kind: BlockListKind, onPercent: OnPercent): Promise<LoadedBlockList> {
  const form = new FormData();
  form.append("kind", kind);
  form.append("file", file);
  return send<LoadedBlockList>("/api/block-lists", form, onPercent);
}

/** Sends a form with a file and tells how far it got: `fetch` does not know the progress of what goes up. */
function send<T>(path: string, form: FormData, onPercent: OnPercent): Promise<T> {
  return new Promise((done, fail) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", path);
    sending.setRequestHeader("X-CSRF-Token", currentCsrfToken());
    sending.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onPercent(Math.floor((event.loaded / event.total) * 100));
    });
    sending.addEventListener("load", () => {
      if (sending.status < 300) done(JSON.parse(sending.responseText) as T);
      else fail(errorFrom(sending.status, sending.responseText, null));
    });
    sending.addEventListener("error", () => fail(new ApiError(0, "unreachable", "")));
    sending.send(form);
  });
}
