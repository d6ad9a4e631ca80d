import type { common as pt } from "../pt/common";

export const common: typeof pt = {
  skipToContent: "Skip to content",
  loading: "Loading…",
  tryAgain: "Try again",
  close: "Close",
  cancel: "Cancel",
  seeAll: "See all",
  none: "—",
  tableOf: (what) => `Table: ${what}`,
  nav: { label: "Main", desk: "Desk", floor: "Floor", recordings: "Recordings", figures: "Figures", notices: "Messages", cases: "Cases", campaigns: "Campaigns", tabulation: "Outcomes", policies: "Policies", why: "Why?", imports: "Imports" },
  notFound: { title: "This page does not exist", hint: "The address may have changed. Go back by the menu." },
  noAccess: { title: "This screen is not for your role", hint: "If you need it, ask an administrator for access." },
  tools: {
    theme: { label: "Theme", auto: "System theme", light: "Light theme", dark: "Dark theme" },
    language: "Mudar para português",
    languageShort: "PT",
    signOut: "Sign out",
  },
  strip: {
    label: "Connection state",
    live: "Live",
    connecting: "Connecting…",
    stale: (time) => `No connection — data from ${time}. Reconnecting…`,
    demo: (when) => `Demonstration: fictitious calendar, ${when}. No real person is called.`,
    serverDown: "The server does not answer. Trying again…",
  },
  roles: { agent: "Agent", supervisor: "Supervisor", manager: "Manager", admin: "Administrator" },
  agentStates: {
    offline: "Offline",
    ready: "Ready",
    reserved: "Call coming",
    on_call: "On a call",
    wrap_up: "Wrap-up",
    paused: "Paused",
  },
  pauseReasons: { rest: "Rest (NR-17)", meal: "Meal", training: "Training", restroom: "Restroom", other: "Other reason" },
  groups: { right_party: "Right party", third_party: "Third party", no_contact: "No contact", not_dialed: "Not dialled" },
  errors: {
    unreachable: "The server did not answer. Check the network and try again.",
    unexpected: "Something went wrong on our side. Try again; if it persists, tell support.",
  },
};
