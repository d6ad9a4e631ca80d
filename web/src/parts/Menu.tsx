import { useEffect, useId, useRef, useState } from "preact/hooks";

import { Icon, type IconName } from "./Icon";
import "./button.css";
import "./menu.css";

interface Props {
  label: string;
  title: string;
  icon?: IconName;
  items: { value: string; label: string }[];
  onChoose: (value: string) => void;
  disabled?: boolean;
  shortcut?: string;
  testId: string;
  /** Opens upwards, for a button at the foot of the screen. */
  up?: boolean;
}

/** A button that opens a short list of choices; Escape or a click elsewhere closes it. */
export function Menu({ label, title, icon, items, onChoose, disabled = false, shortcut, testId, up = false }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  useEffect(() => {
    if (!open) return undefined;
    root.current?.querySelector<HTMLButtonElement>(".menu-list button")?.focus();
    const outside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && open) {
      setOpen(false);
      root.current?.querySelector("button")?.focus();
    } else if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      moveFocus(root.current, event.key === "ArrowDown" ? 1 : -1);
    }
  };
  const choose = (value: string): void => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
    onChoose(value);
  };
  return (
    <div class="menu" ref={root} onKeyDown={onKeyDown} role="presentation">
      <button type="button" class="button secondary" disabled={disabled} aria-expanded={open} aria-controls={id} aria-keyshortcuts={shortcut} onClick={() => setOpen(!open)} data-testid={testId}>
        {icon && <Icon name={icon} />}
        {label}
        {shortcut ? <kbd aria-hidden="true">{shortcut}</kbd> : <Icon name="down" />}
      </button>
      {open && (
        <div class={`menu-list${up ? " up" : ""}`} id={id} role="group" aria-label={title}>
          <span aria-hidden="true">{title}</span>
          {items.map((item) => (
            <button key={item.value} type="button" onClick={() => choose(item.value)} data-testid={`${testId}-${item.value}`}>
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

function moveFocus(root: HTMLElement | null, step: number): void {
  const buttons = [...(root?.querySelectorAll<HTMLButtonElement>(".menu-list button") ?? [])];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}
