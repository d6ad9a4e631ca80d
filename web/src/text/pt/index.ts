import { common } from "./common";
import { desk } from "./desk";
import { dispositions } from "./dispositions";
import { figures } from "./figures";
import { floor } from "./floor";
import { manage } from "./manage";
import { menu } from "./menu";
import { recordings } from "./recordings";
import { tabulation } from "./tabulation";

export const pt = { common, desk, dispositions, figures, floor, manage, menu, recordings, tabulation };
