import type { DispositionChoice } from "../api/schema";
import { t } from "../text";

export interface ChoiceGroup {
  group: string;
  choices: DispositionChoice[];
}

const GROUP_ORDER = ["right_party", "third_party", "no_contact", "not_dialed"];

/** The choices that match every word of the query (accents and case aside), in their groups, likeliest group first. */
export function findChoices(choices: DispositionChoice[], query: string): ChoiceGroup[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const found = choices.filter((choice) => {
    const text = fold(`${labelOf(choice)} ${choice.label} ${choice.code.replaceAll("_", " ")}`);
    return words.every((word) => text.includes(word));
  });
  const groups = Map.groupBy(found, (choice) => choice.group);
  return [...groups].map(([group, members]) => ({ group, choices: members })).toSorted((a, b) => rank(a.group) - rank(b.group));
}

/** A standard outcome in the language of the screen; a portfolio's own as its manager named it. */
export function labelOf(choice: DispositionChoice): string {
  return choice.code === choice.base ? t().dispositions[choice.base] : choice.label;
}

/** The choice `step` places after `code` in the order on screen; from nowhere, the first or the last. */
export function neighbour(groups: ChoiceGroup[], code: string | null, step: 1 | -1): string | null {
  const codes = groups.flatMap((group) => group.choices.map((choice) => choice.code));
  const at = code === null ? -1 : codes.indexOf(code);
  if (at === -1) return (step === 1 ? codes[0] : codes.at(-1)) ?? null;
  return codes[(at + step + codes.length) % codes.length] ?? null;
}

function rank(group: string): number {
  const at = GROUP_ORDER.indexOf(group);
  return at === -1 ? GROUP_ORDER.length : at;
}

function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
