import type { Texts } from "..";
import { cases } from "./cases";
import { common } from "./common";
import { desk } from "./desk";
import { dispositions } from "./dispositions";
import { figures } from "./figures";
import { floor } from "./floor";
import { manage } from "./manage";
import { menu } from "./menu";
import { notices } from "./notices";
import { policies } from "./policies";
import { recordings } from "./recordings";
import { tabulation } from "./tabulation";
import { why } from "./why";

export const en: Texts = { cases, common, desk, dispositions, figures, floor, manage, menu, notices, policies, recordings, tabulation, why };
