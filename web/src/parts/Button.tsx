import type { ComponentChildren } from "preact";

import "./button.css";
import { Icon, type IconName } from "./Icon";

interface Props {
  kind?: "primary" | "secondary" | "danger" | "quiet";
  children: ComponentChildren;
  onClick?: () => void;
  type?: "button" | "submit";
  icon?: IconName;
  /** The key that does the same, shown on the button. */
  shortcut?: string;
  disabled?: boolean;
  busy?: boolean;
  small?: boolean;
  label?: string;
  describedBy?: string | undefined;
  testId?: string;
  pressed?: boolean;
}

export function Button({ kind = "secondary", type = "button", small = false, busy = false, disabled = false, ...props }: Props) {
  return (
    <button
      type={type}
      class={`button ${kind}${small ? " small" : ""}`}
      onClick={props.onClick}
      disabled={disabled || busy}
      aria-busy={busy}
      aria-label={props.label}
      aria-pressed={props.pressed}
      aria-describedby={props.describedBy}
      aria-keyshortcuts={props.shortcut}
      data-testid={props.testId}
    >
      {props.icon && <Icon name={props.icon} />}
      {props.children}
      {props.shortcut && <kbd aria-hidden="true">{props.shortcut}</kbd>}
    </button>
  );
}
