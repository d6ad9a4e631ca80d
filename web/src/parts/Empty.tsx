import type { ComponentChildren } from "preact";

import "./empty.css";

interface Props {
  title: string;
  hint: string;
  children?: ComponentChildren;
  /** It is all that the page has to say. */
  whole?: boolean;
}

/** Says what will be here and how it gets here. */
export function Empty({ title, hint, children, whole = false }: Props) {
  return (
    <div class="empty">
      {whole ? <h1>{title}</h1> : <strong>{title}</strong>}
      <p>{hint}</p>
      {children}
    </div>
  );
}
