import { useId, useState } from "preact/hooks";

import "./explained.css";

/** A question mark whose words appear on pointing, on focus or on a tap, and go with Escape. */
export function Explained({ label, text }: { label: string; text: string }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <span class="explained" onMouseEnter={() => setOpen(true)} onMouseLeave={() => setOpen(false)} role="presentation">
      <button
        type="button"
        aria-label={label}
        aria-describedby={id}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      >
        ?
      </button>
      <span class={`explained-text${open ? " open" : ""}`} id={id} role="tooltip">{text}</span>
    </span>
  );
}
