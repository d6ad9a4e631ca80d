import { useEffect } from "preact/hooks";

/** The tab's title: no personal data in it, since it ends up in the browser's history. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Concilia`;
  }, [title]);
}
