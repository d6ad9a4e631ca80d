import type { ComponentType } from "preact";

import type { Role } from "../api/schema";

interface Screen {
  path: string;
  name: "desk" | "floor" | "recordings" | "figures" | "notices" | "cases" | "campaigns" | "tabulation" | "policies" | "why" | "imports";
  roles: readonly Role[];
  load: () => Promise<ComponentType>;
}

const WATCHERS: readonly Role[] = ["supervisor", "manager", "admin"];
const MANAGERS: readonly Role[] = ["manager", "admin"];

/** Every screen, who may open it, and its code, fetched when first opened. The API holds the same rule. */
export const SCREENS: readonly Screen[] = [
  { path: "/mesa", name: "desk", roles: ["agent"], load: async () => (await import("../desk/DeskScreen")).DeskScreen },
  { path: "/supervisao", name: "floor", roles: WATCHERS, load: async () => (await import("../floor/FloorScreen")).FloorScreen },
  { path: "/gravacoes", name: "recordings", roles: WATCHERS, load: async () => (await import("../recordings/RecordingsScreen")).RecordingsScreen },
  { path: "/indicadores", name: "figures", roles: WATCHERS, load: async () => (await import("../figures/FiguresScreen")).FiguresScreen },
  { path: "/mensagens", name: "notices", roles: WATCHERS, load: async () => (await import("../notices/NoticesScreen")).NoticesScreen },
  { path: "/casos", name: "cases", roles: WATCHERS, load: async () => (await import("../cases/CasesScreen")).CasesScreen },
  { path: "/por-que", name: "why", roles: WATCHERS, load: async () => (await import("../why/WhyScreen")).WhyScreen },
  { path: "/campanhas", name: "campaigns", roles: MANAGERS, load: async () => (await import("../campaigns/CampaignsScreen")).CampaignsScreen },
  { path: "/tabulacao", name: "tabulation", roles: MANAGERS, load: async () => (await import("../tabulation/TabulationScreen")).TabulationScreen },
  { path: "/politicas", name: "policies", roles: MANAGERS, load: async () => (await import("../policies/PoliciesScreen")).PoliciesScreen },
  { path: "/importacoes", name: "imports", roles: MANAGERS, load: async () => (await import("../imports/ImportsScreen")).ImportsScreen },
];
