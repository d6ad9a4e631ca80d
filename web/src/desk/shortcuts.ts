import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

type Keys = Record<string, () => void>;

/** Function keys, because they work while the agent types a note. */
export function useShortcuts(keys: Keys): void {
  const current = useRef<Keys>(keys);
  // At once after drawing: a key pressed right after another must meet what that one has changed.
  useLayoutEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
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
