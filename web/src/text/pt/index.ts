import { common } from "./common";
import { desk } from "./desk";
import { dispositions } from "./dispositions";
import { floor } from "./floor";
import { manage } from "./manage";
import { menu } from "./menu";
import { recordings } from "./recordings";

export const pt = { common, desk, dispositions, floor, manage, menu, recordings };
