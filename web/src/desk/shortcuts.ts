import { useLayoutEffect, useRef } from "preact/hooks";

type Keys = Record<string, () => void>;

/** Function keys, because they work while the agent types a note. */
export function useShortcuts(keys: Keys): void {
  const current = useRef<Keys>(keys);
  // At once with the drawing, not after it: a key pressed as soon as the screen shows it must be met, and one pressed right
  // after another must meet what that one has changed.
  useLayoutEffect(() => {
    current.current = keys;
  });
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const action = current.current[event.key];
      if (!action || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
