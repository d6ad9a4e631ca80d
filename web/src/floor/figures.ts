import type { Disposition, Floor } from "../api/schema";

export interface FloorFigures {
  talking: number;
  ready: number;
  paused: number;
  calls: number;
  agreements: number;
  recoveredCents: number;
}

/** The handful of numbers that a supervisor glances at. */
export function figuresOf(floor: Floor): FloorFigures {
  const inState = (...states: string[]): number => floor.agents.filter((agent) => states.includes(agent.state)).length;
  return {
    talking: inState("on_call", "reserved"),
    ready: inState("ready"),
    paused: inState("paused"),
    calls: floor.calls.length,
    agreements: floor.campaigns.reduce((sum, campaign) => sum + campaign.agreements, 0),
    recoveredCents: floor.campaigns.reduce((sum, campaign) => sum + campaign.agreed_cents, 0),
  };
}

export interface Bar {
  disposition: Disposition;
  count: number;
  /** Of the largest, 0 to 1: the length of the bar. */
  length: number;
  /** Of all, 0 to 1. */
  share: number;
}

export function barsOf(counts: Floor["counts"]): Bar[] {
  const entries = Object.entries(counts).filter(([, count]) => count > 0) as [Disposition, number][];
  const largest = Math.max(1, ...entries.map(([, count]) => count));
  const all = entries.reduce((sum, [, count]) => sum + count, 0);
  return entries
    .toSorted(([a, m], [b, n]) => n - m || a.localeCompare(b))
    .map(([disposition, count]) => ({ disposition, count, length: count / largest, share: count / all }));
}

const CALL_ORDER = ["with_agent", "waiting_agent", "in_ivr", "answered", "ringing", "originating", "claimed"];

/** How many calls are in each stage, nearest to a person first, empty stages included so that nothing jumps. */
export function stagesOf(calls: Floor["calls"]): { state: string; count: number }[] {
  return CALL_ORDER.slice(0, 6).map((state) => ({
    state,
    count: calls.filter((call) => call.state === state || (state === "originating" && call.state === "claimed")).length,
  }));
}

/** The calls worth a line: those nearest to a person, the longest in their stage first. */
export function listedCalls(calls: Floor["calls"], limit: number): Floor["calls"] {
  const rank = (state: string): number => CALL_ORDER.indexOf(state);
  return calls.toSorted((a, b) => rank(a.state) - rank(b.state) || a.since.localeCompare(b.since)).slice(0, limit);
}
