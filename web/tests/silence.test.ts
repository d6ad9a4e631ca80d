import { describe, expect, it } from "vitest";

import { judgeLine, retryDelay } from "../src/live/silence";

describe("the line to the server", () => {
  it("is fresh while heartbeats come every ten seconds", () => {
    expect(judgeLine(0, 0, 10_400)).toBe("fresh");
  });

  it("is called stale within twelve seconds of silence", () => {
    expect(judgeLine(0, 0, 11_500)).toBe("stale");
  });

  it("is opened anew when it stays silent, and not again before the new one had its time", () => {
    expect(judgeLine(0, 0, 26_000)).toBe("reopen");
    expect(judgeLine(0, 26_000, 40_000)).toBe("stale");
    expect(judgeLine(0, 26_000, 51_001)).toBe("reopen");
  });

  it("is retried ever more slowly, but at least every fifteen seconds", () => {
    expect([0, 1, 2, 3, 4, 9].map(retryDelay)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000]);
  });
});
