import type { policies as pt } from "../pt/policies";

export const policies: typeof pt = {
  title: "Negotiation policies",
  empty: "No policy of a portfolio's own yet",
  emptyHint: "Without one the house's own rules. Check a file beside this and put it in force.",
  columns: { name: "Policy", portfolio: "Portfolio", version: "Version", validity: "Validity", state: "State", action: "Action" },
  wholePortfolio: "Whole portfolio",
  between: (from, until) => `${from} to ${until}`,
  from: (from) => `since ${from}`,
  states: { inForce: "In force", coming: "Coming", over: "Over", withdrawn: "Withdrawn" },
  withdraw: "Withdraw",
  withdrawThis: (name, version) => `Withdraw ${name}, version ${version}`,
  withdrawnNow: "Policy withdrawn. The agreements made by it stand.",
  check: "Check a file",
  file: "TOML file",
  fileHint: "The check tells line, field and article of law, and puts nothing in force.",
  fine: (name, bands) => `“${name}” is right: ${bands} ${bands === 1 ? "band" : "bands"} of delay.`,
  law: "Against:",
  add: "Put in force",
  added: "Policy kept. It rules from the first day of its validity.",
  pages: "Pages of policies",
};
