import { describe, expect, it } from "vitest";

import { errorFrom } from "../src/api/http";
import type { Outcome } from "../src/api/schema";
import { withOutcome } from "../src/outcomes/store";
import { filtersFrom, searchOf } from "../src/recordings/filters";
import { nextSpeed } from "../src/recordings/speeds";

const outcome = (attempt_id: string, at: string, disposition = "MUDO"): Outcome => ({ attempt_id, at, disposition }) as Outcome;
const ids = (known: Outcome[]): string[] => known.map((one) => one.attempt_id);

describe("live outcomes", () => {
  const known = [outcome("b", "2026-11-24T10:00:02Z"), outcome("a", "2026-11-24T10:00:01Z")];

  it("stand with the newest first, whatever order they come in", () => {
    expect(ids(withOutcome(known, outcome("c", "2026-11-24T10:00:03Z")))).toEqual(["c", "b", "a"]);
    expect(ids(withOutcome(known, outcome("z", "2026-11-24T09:00:00Z")))).toEqual(["b", "a", "z"]);
  });

  it("change in their place when corrected", () => {
    const corrected = withOutcome(known, outcome("a", "2026-11-24T10:00:01Z", "PROMESSA"));
    expect(corrected.map((one) => one.disposition)).toEqual(["MUDO", "PROMESSA"]);
  });

  it("do not grow without end", () => {
    const many = Array.from({ length: 80 }, (_, n) => n).reduce((list, n) => withOutcome(list, outcome(`o${n}`, new Date(n * 1000).toISOString())), [] as Outcome[]);
    expect([many.length, many[0]?.attempt_id]).toEqual([60, "o79"]);
  });
});

describe("filters of the recordings", () => {
  it("survive the way through the address", () => {
    const search = "?from=2026-11-01&agent_id=7&disposition=PROMESSA&training=true&page=3";
    expect(searchOf(filtersFrom(search))).toBe(search);
  });

  it("leave the address clean when nothing is chosen, and mend a page that is none", () => {
    expect(searchOf(filtersFrom("?page=1"))).toBe("");
    expect(filtersFrom("?page=-4").page).toBe(1);
    expect(filtersFrom("?page=x").page).toBe(1);
  });
});

describe("the tape", () => {
  it("stays at the slowest and the fastest speed", () => {
    expect([nextSpeed(1, 1), nextSpeed(2, 1), nextSpeed(0.75, -1)]).toEqual([1.25, 2, 0.75]);
  });
});

describe("a refusal", () => {
  it("carries the server's sentence and field, and the wait it asks for", () => {
    const error = errorFrom(429, '{"code":"throttled","message":"Espere.","field":"username"}', 27);
    expect([error.status, error.code, error.message, error.field, error.retryAfterSeconds]).toEqual([429, "throttled", "Espere.", "username", 27]);
  });

  it("is still a refusal when the body is not the house's", () => {
    expect(errorFrom(502, "<html>", null).code).toBe("error");
  });
});
