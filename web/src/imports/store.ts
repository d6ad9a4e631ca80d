import { signal } from "@preact/signals";

import { get } from "../api/http";
import type { Import } from "../api/schema";

/** Imports, the newest first. */
export const imports = signal<Import[] | null>(null);

export function withImport(known: Import[], heard: Import): Import[] {
  return [heard, ...known.filter((run) => run.id !== heard.id)].toSorted((a, b) => b.started_at.localeCompare(a.started_at));
}

export function hearImport(heard: Import): void {
  imports.value = withImport(imports.peek() ?? [], heard);
}

export async function fetchImports(): Promise<void> {
  imports.value = await get<Import[]>("/api/imports");
}
