import type { ComponentChildren } from "preact";

import "./field.css";

interface Props {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | null;
  children: ComponentChildren;
}

/** A labelled control; the control's `aria-describedby` is `<id>-hint`. */
export function Field({ id, label, hint, error, children }: Props) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {error ? (
        <span class="error" id={`${id}-hint`} role="alert">{error}</span>
      ) : (
        hint && <span class="hint" id={`${id}-hint`}>{hint}</span>
      )}
    </div>
  );
}
