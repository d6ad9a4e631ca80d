import { useState } from "preact/hooks";

import { Button } from "../parts/Button";
import "../parts/panel.css";
import type { MicrophoneProblem } from "../softphone/microphone";
import { t } from "../text";
import { busy, startShift } from "./actions";

export function StartShift() {
  const [problem, setProblem] = useState<MicrophoneProblem | null>(null);
  const texts = t().desk.shift;
  const sentences = { denied: texts.micDenied, missing: texts.micMissing, insecure: texts.micInsecure };
  const start = async (): Promise<void> => setProblem(await startShift());
  return (
    <section class="panel shift" aria-labelledby="shift-title" data-testid="start-shift-panel">
      <h1 id="shift-title">{texts.title}</h1>
      <p class="soft">{texts.lead}</p>
      <ol>
        {texts.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <div role="alert">{problem && <p class="notice bad">{sentences[problem]}</p>}</div>
      <Button kind="primary" icon="mic" busy={busy.value === "shift"} onClick={() => void start()} testId="start-shift">
        {busy.value === "shift" ? texts.starting : texts.start}
      </Button>
    </section>
  );
}
