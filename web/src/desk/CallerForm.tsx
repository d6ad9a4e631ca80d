import { useRef, useState } from "preact/hooks";

import type { Call } from "../api/schema";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { t } from "../text";
import { busy, linkCaller } from "./actions";

/** Who called us is found by the CPF they tell; a slip is put right by telling another. */
export function CallerForm({ call }: { call: Call }) {
  const texts = t().desk.call;
  const [problem, setProblem] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const find = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!form.current?.reportValidity()) return;
    setProblem(null);
    const document = String(new FormData(form.current).get("document"));
    const found = await linkCaller({ document }, (error) => {
      if (error.status === 404) setProblem(error.message);
      return error.status === 404;
    });
    if (found) form.current.reset();
  };
  return (
    <form class="caller-form" ref={form} onSubmit={(event) => void find(event)} noValidate data-testid="caller-form">
      <Field id="caller-document" label={texts.callerDocument} hint={call.caller_known ? texts.callerOther : texts.callerHint} error={problem}>
        <input
          id="caller-document"
          name="document"
          class="input figures"
          inputMode="numeric"
          autocomplete="off"
          required
          maxLength={20}
          aria-invalid={problem !== null}
          aria-describedby="caller-document-hint"
        />
      </Field>
      <Button kind={call.caller_known ? "secondary" : "primary"} type="submit" icon="search" busy={busy.value === "link"} testId="find-caller">
        {texts.findCaller}
      </Button>
    </form>
  );
}
