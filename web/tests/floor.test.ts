import { describe, expect, it } from "vitest";

import type { Floor, FloorCall } from "../src/api/schema";
import { barsOf, figuresOf, listedCalls, stagesOf } from "../src/floor/figures";
import { pt } from "../src/text/pt";
import { groupOf } from "../src/floor/groups";

const call = (attempt_id: string, state: FloorCall["state"], since: string): FloorCall => ({ attempt_id, state, since, campaign: "A", agent: null });
const calls = [call("1", "ringing", "10:05"), call("2", "with_agent", "10:04"), call("3", "claimed", "10:06"), call("4", "with_agent", "10:01")];

describe("the floor", () => {
  it("counts a claimed call as being dialled, and shows empty stages too", () => {
    expect(stagesOf(calls).map(({ state, count }) => `${state} ${count}`)).toEqual([
      "with_agent 2", "waiting_agent 0", "in_ivr 0", "answered 0", "ringing 1", "originating 1",
    ]);
  });

  it("lists first who is nearest to a person and waits longest", () => {
    expect(listedCalls(calls, 3).map((listed) => listed.attempt_id)).toEqual(["4", "2", "1"]);
  });

  it("draws the longest bar for the most frequent outcome and leaves out what never happened", () => {
    const bars = barsOf({ OCUPADO: 1, NAO_ATENDE: 3, MUDO: 0 } as Floor["counts"]);
    expect(bars).toEqual([
      { disposition: "NAO_ATENDE", count: 3, length: 1, share: 0.75 },
      { disposition: "OCUPADO", count: 1, length: 1 / 3, share: 0.25 },
    ]);
  });

  it("adds campaigns up", () => {
    const campaign = { agreements: 2, agreed_cents: 150 } as Floor["campaigns"][number];
    const floor = { agents: [{ state: "ready" }, { state: "reserved" }], calls, campaigns: [campaign, campaign], counts: {}, now: "" } as unknown as Floor;
    expect(figuresOf(floor)).toEqual({ talking: 1, ready: 1, paused: 0, calls: 4, agreements: 4, recoveredCents: 300 });
  });

  it("has a colour group for every disposition that has a name", () => {
    const groups = Object.keys(pt.dispositions).map((code) => groupOf(code as never));
    expect(new Set(groups)).toEqual(new Set(["no_contact", "third_party", "right_party", "not_dialed"]));
  });
});
