import { useEffect } from "preact/hooks";

/** Function keys, because they work while the agent types a note. */
export function useShortcuts(keys: Record<string, () => void>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const action = keys[event.key];
      if (!action || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      action();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  });
}
