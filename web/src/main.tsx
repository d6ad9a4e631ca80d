// The page itself lays down the order of the style layers: see index.html.
import "./styles/tokens.css";
import "./styles/base.css";
import "@fontsource-variable/atkinson-hyperlegible-next";
import { render } from "preact";

import { App } from "./app/App";
import { startPreferences } from "./app/preferences";
import { startRouting } from "./app/router";
import { findSession } from "./app/session";
import { startTicking } from "./time/clock";

startPreferences();
startRouting();
startTicking();
void findSession();

const root = document.querySelector("#app");
if (root) render(<App />, root);
