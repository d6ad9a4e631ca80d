import type { notices as pt } from "../pt/notices";

export const notices: typeof pt = {
  title: "Messages",
  state: "State",
  all: "All",
  states: { queued: "Queued", accepted: "Sent", delivered: "Delivered", failed: "Failed", dropped: "Not sent" },
  empty: "No messages",
  emptyHint: "The payment code leaves by SMS, WhatsApp or e-mail when an agreement is made.",
  columns: { at: "Asked for at", kind: "Message", to: "To", protocol: "Protocol", state: "State" },
  newer: "Newer",
  older: "Older",
};
