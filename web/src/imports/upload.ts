import { ApiError, currentCsrfToken, errorFrom } from "../api/http";
import type { Import } from "../api/schema";

/** Sends a portfolio file and tells how far it got: `fetch` does not know the progress of what goes up. */
export function uploadPortfolio(file: File, portfolio: string, mapping: File | null, onPercent: (percent: number) => void): Promise<Import> {
  const form = new FormData();
  form.append("portfolio", portfolio);
  if (mapping) form.append("mapping", mapping);
  form.append("file", file);
  return new Promise((done, fail) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", "/api/imports");
    sending.setRequestHeader("X-CSRF-Token", currentCsrfToken());
    sending.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onPercent(Math.floor((event.loaded / event.total) * 100));
    });
    sending.addEventListener("load", () => {
      if (sending.status < 300) done(JSON.parse(sending.responseText) as Import);
      else fail(errorFrom(sending.status, sending.responseText, null));
    });
    sending.addEventListener("error", () => fail(new ApiError(0, "unreachable", "")));
    sending.send(form);
  });
}
