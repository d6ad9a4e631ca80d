import { computed } from "@preact/signals";

import { language } from "../app/preferences";
import { en } from "./en";
import { pt } from "./pt";

export type Texts = typeof pt;

const texts = computed<Texts>(() => (language.value === "en" ? en : pt));

/** The words of the chosen language; a component that calls it is drawn anew when the language changes. */
export const t = (): Texts => texts.value;
