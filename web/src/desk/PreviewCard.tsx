import { useEffect, useState } from "preact/hooks";

import { get, post } from "../api/http";
import type { Preview } from "../api/schema";
import { Button } from "../parts/Button";
import { tellError } from "../parts/Toasts";
import { t } from "../text";

const LOOK_EVERY_MS = 5000;

/** In campaigns that preview: whom the agent may have called next. Nothing is shown when there is nobody. */
export function PreviewCard() {
  const texts = t().desk.preview;
  const [next, setNext] = useState<Preview | null>(null);
  const [dialling, setDialling] = useState<number | null>(null);
  useEffect(() => {
    const look = (): void => void get<Preview | null>("/api/desk/preview").then(setNext, () => undefined);
    look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  if (!next) return null;
  const dial = async (): Promise<void> => {
    setDialling(next.lead_id);
    await post("/api/desk/preview/dial", { lead_id: next.lead_id }).catch((error: unknown) => {
      setDialling(null);
      tellError(error);
    });
  };
  return (
    <div class="preview" data-testid="preview">
      <p><b>{next.first_name}</b> · {next.phone_masked}</p>
      <p class="soft small">{[next.campaign, [next.city, next.uf].filter(Boolean).join("/"), texts.attempts(next.attempts_made)].filter(Boolean).join(" · ")}</p>
      <Button kind="primary" icon="phone" busy={dialling === next.lead_id} onClick={() => void dial()} testId="preview-dial">
        {dialling === next.lead_id ? texts.dialling : texts.dial}
      </Button>
    </div>
  );
}
