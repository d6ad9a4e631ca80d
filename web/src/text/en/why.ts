import type { why as pt } from "../pt/why";

export const why: typeof pt = {
  title: "Why may they be called, or not?",
  by: "Search by",
  document: "CPF or CNPJ",
  contract: "Contract",
  reference: "Number",
  day: "Day (optional)",
  time: "Time (optional)",
  ask: "Explain",
  private: "What you type goes neither into the page's address nor into logs. Without day and time, it is about now.",
  nobody: "Nobody has this document or contract.",
  nothing: "This person owes nothing in any portfolio",
  nothingHint: "Without a debt there is nothing to collect, and nobody calls.",
  policyBroken: "This portfolio's own rules could not be read: no call goes out until they are mended.",
  noNumber: "No phone",
  allowed: "May be called",
  refused: "May not be called",
  until: (when) => `Until ${when}`,
  untilChanged: "For as long as the facts stay as they are",
  passed: (n) => (n === 1 ? "1 rule allows it" : `${n} rules allow it`),
};
