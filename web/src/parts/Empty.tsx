import type { ComponentChildren } from "preact";

import "./empty.css";

/** Says what will be here and how it gets here. */
export function Empty({ title, hint, children }: { title: string; hint: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <strong>{title}</strong>
      <p>{hint}</p>
      {children}
    </div>
  );
}
