import { describe, expect, it } from "vitest";

import { mayAskForLeg, PHONE_OFF, statusOf } from "../src/softphone/status";

const started = { ...PHONE_OFF, started: true };
const registered = { ...started, registered: true, everRegistered: true };

describe("the softphone's status", () => {
  it("goes from off through connecting and registered to connected", () => {
    expect([PHONE_OFF, started, registered, { ...registered, legUp: true }].map(statusOf)).toEqual(["off", "connecting", "registered", "connected"]);
  });

  it("is a loss when a registration that once stood is gone, even while audio still flows", () => {
    expect(statusOf({ ...registered, registered: false, legUp: true })).toBe("lost");
  });

  it("is refused before anything else", () => {
    expect(statusOf({ ...started, refused: true })).toBe("refused");
  });
});

describe("asking for the leg", () => {
  it("happens at once when registered, and only then", () => {
    expect(mayAskForLeg("registered", 0, 0, 5)).toBe(true);
    for (const status of ["off", "connecting", "connected", "lost", "refused"] as const) {
      expect(mayAskForLeg(status, 0, 0, 5)).toBe(false);
    }
  });

  it("is repeated, each time after a longer wait", () => {
    expect(mayAskForLeg("registered", 1, 1000, 4900)).toBe(false);
    expect(mayAskForLeg("registered", 1, 1000, 5000)).toBe(true);
    expect(mayAskForLeg("registered", 2, 1000, 5000)).toBe(false);
  });
});
