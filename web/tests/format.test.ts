import { describe, expect, it } from "vitest";

import { brazilianDate, clockTime, dayOf, duration, elapsed, reais } from "../src/time/format";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("what people read", () => {
  it("shows money as Brazilians write it", () => {
    expect([0, 5, 123_456_789].map((cents) => plain(reais(cents)))).toEqual(["R$ 0,00", "R$ 0,05", "R$ 1.234.567,89"]);
  });

  it("counts from minutes into hours", () => {
    expect([0, 59_999, 60_000, 3_599_000, 3_600_000, 36_061_000].map(duration)).toEqual(["0:00", "0:59", "1:00", "59:59", "1:00:00", "10:01:01"]);
  });

  it("never counts below zero when the start lies ahead of the clock", () => {
    expect(elapsed(5000, 3000)).toBe("0:00");
  });

  it("tells the time of the operation, not of the browser", () => {
    expect(clockTime("2026-11-24T13:00:07Z")).toBe("10:00:07");
    expect(dayOf(Date.parse("2026-11-24T02:59:00Z"))).toBe("2026-11-23");
  });

  it("turns a date around without moving it to another day", () => {
    expect(brazilianDate("2026-01-01")).toBe("01/01/2026");
  });
});
