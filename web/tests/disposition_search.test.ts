import { describe, expect, it } from "vitest";

import type { DispositionChoice } from "../src/api/schema";
import { findChoices, labelOf, neighbour } from "../src/desk/disposition_search";

const choice = (base: DispositionChoice["base"], label: string, group: DispositionChoice["group"], code: string = base): DispositionChoice => ({
  code,
  base,
  label,
  group,
  next_step: "retry",
  required: [],
});
const choices: DispositionChoice[] = [
  choice("NAO_CONHECE", "Não conhece o devedor", "third_party"),
  choice("PROMESSA", "Promessa de pagamento", "right_party"),
  choice("ALEGA_PAGAMENTO", "Alega pagamento", "right_party"),
  choice("MUDO", "Mudo", "no_contact"),
];
const codes = (query: string): string[] => findChoices(choices, query).flatMap((group) => group.choices.map((found) => found.code));

describe("finding a disposition", () => {
  it("puts contacts with the debtor first and keeps the order within a group", () => {
    expect(findChoices(choices, "").map((group) => group.group)).toEqual(["right_party", "third_party", "no_contact"]);
    expect(codes("")).toEqual(["PROMESSA", "ALEGA_PAGAMENTO", "NAO_CONHECE", "MUDO"]);
  });

  it("needs neither accents, case nor the order of words", () => {
    expect(codes("NAO conhece")).toEqual(["NAO_CONHECE"]);
    expect(codes("pagam prom")).toEqual(["PROMESSA"]);
  });

  it("finds by the code as well, and nothing for a word that nobody uses", () => {
    expect(codes("alega pagamento")).toEqual(["ALEGA_PAGAMENTO"]);
    expect(codes("xyz")).toEqual([]);
  });

  it("walks through the list in a circle", () => {
    const groups = findChoices(choices, "");
    expect(neighbour(groups, null, 1)).toBe("PROMESSA");
    expect(neighbour(groups, null, -1)).toBe("MUDO");
    expect(neighbour(groups, "MUDO", 1)).toBe("PROMESSA");
    expect(neighbour(groups, "ALEGA_PAGAMENTO", 1)).toBe("NAO_CONHECE");
    expect(neighbour([], null, 1)).toBeNull();
  });

  it("finds a portfolio's own outcome by the name that its manager gave it", () => {
    const own = choice("DESLIGOU", "Em viagem", "right_party", "VIAGEM");
    expect(findChoices([...choices, own], "viagem").map(({ choices: found }) => found.map(labelOf))).toEqual([["Em viagem"]]);
  });
});
