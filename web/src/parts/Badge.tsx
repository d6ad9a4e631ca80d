import type { ComponentChildren } from "preact";

import type { AgentState } from "../api/schema";
import "./badge.css";

export type Tone = "good" | "busy" | "alert" | "coming" | "calm" | "bad";

/** One colour per meaning, on every screen; the words say the same, so colour alone carries nothing. */
export const AGENT_TONES: Record<AgentState, Tone> = {
  offline: "bad",
  ready: "good",
  reserved: "coming",
  on_call: "busy",
  wrap_up: "alert",
  paused: "calm",
};

export const CALL_TONES: Record<string, Tone> = {
  ringing: "alert",
  answered: "good",
  in_ivr: "good",
  waiting_agent: "coming",
  with_agent: "busy",
};

export const GROUP_TONES: Record<string, Tone> = { right_party: "good", third_party: "alert", no_contact: "calm", not_dialed: "calm" };

export const STATUS_TONES: Record<string, Tone> = { running: "good", paused: "calm", finished: "busy", failed: "bad" };

export function Badge({ tone, children, plain = false }: { tone: Tone; children: ComponentChildren; plain?: boolean }) {
  return <span class={`badge ${tone}${plain ? " plain" : ""}`}>{children}</span>;
}
