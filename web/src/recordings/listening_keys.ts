import { useLayoutEffect } from "preact/hooks";

interface Tape {
  toggle: () => void;
  skip: (byMs: number) => void;
  faster: (step: 1 | -1) => void;
}

const SKIP_MS = 5000;

/** The keys of a tape, anywhere on the page but in a control that uses them itself. */
export function useListeningKeys(tape: Tape): void {
  // With the drawing, not after it: a key pressed as soon as the screen shows the tape must be met.
  useLayoutEffect(() => {
    const keys: Record<string, () => void> = {
      " ": tape.toggle,
      ArrowLeft: () => tape.skip(-SKIP_MS),
      ArrowRight: () => tape.skip(SKIP_MS),
      "<": () => tape.faster(-1),
      ">": () => tape.faster(1),
      c: () => document.querySelector<HTMLElement>("#comment-text")?.focus(),
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      const action = keys[event.key];
      const inControl = (event.target as Element).closest("input, textarea, select, button, a") !== null;
      if (!action || inControl || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
}
