import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

import "./panel.css";

interface Props {
  title: string;
  children: ComponentChildren;
  /** What stands at the right of the title. */
  aside?: ComponentChildren;
  class?: string;
  testId?: string;
}

export function Panel({ title, children, aside, class: extra = "", testId }: Props) {
  const id = useId();
  return (
    <section class={`panel ${extra}`} aria-labelledby={id} data-testid={testId}>
      <header class="panel-head">
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
