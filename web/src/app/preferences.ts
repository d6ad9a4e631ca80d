import { effect, signal } from "@preact/signals";

/** Choices of one person at one browser. Without storage (private window) they last as long as the page. */
export type Theme = "auto" | "light" | "dark";
export type Language = "pt-BR" | "en";

export const theme = signal<Theme>(recall("concilia.theme", ["auto", "light", "dark"]) ?? "auto");
export const language = signal<Language>(recall("concilia.language", ["pt-BR", "en"]) ?? "pt-BR");

export function startPreferences(): void {
  effect(() => {
    document.documentElement.dataset["theme"] = theme.value;
    keep("concilia.theme", theme.value);
  });
  effect(() => {
    document.documentElement.lang = language.value;
    keep("concilia.language", language.value);
  });
}

function recall<T extends string>(key: string, allowed: readonly T[]): T | undefined {
  try {
    return allowed.find((value) => value === localStorage.getItem(key));
  } catch {
    return undefined;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A browser that refuses storage only forgets the choice.
  }
}
