import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

import type { Role } from "../api/schema";
import { Icon, type IconName } from "../parts/Icon";
import { t } from "../text";
import { Brand } from "./Brand";
import { language, theme, type Theme } from "./preferences";
import { path } from "./router";
import { homeOf, me, signOut } from "./session";
import "./shell.css";
import { StatusStrip } from "./StatusStrip";
import { SCREENS } from "./screens";

/** The frame of every screen behind the log-in. */
export function Shell({ role, children }: { role: Role; children: ComponentChildren }) {
  const here = path.value;
  useEffect(() => {
    // After going elsewhere the keyboard starts at the top of the new screen.
    document.querySelector<HTMLElement>("#main")?.focus({ preventScroll: true });
  }, [here]);
  return (
    <>
      <a class="skip" href="#main">{t().common.skipToContent}</a>
      <header class="bar">
        <a href={homeOf(role)}><Brand /></a>
        <nav aria-label={t().common.nav.label}>
          <ul>
            {SCREENS.filter((screen) => screen.roles.includes(role)).map((screen) => (
              <li key={screen.path}>
                <a href={screen.path} aria-current={here.startsWith(screen.path) ? "page" : undefined}>{t().common.nav[screen.name]}</a>
              </li>
            ))}
          </ul>
        </nav>
        <Tools role={role} />
      </header>
      <StatusStrip />
      <main class="page" id="main" tabIndex={-1}>{children}</main>
    </>
  );
}

const NEXT_THEME: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const THEME_ICON: Record<Theme, IconName> = { auto: "auto", light: "sun", dark: "moon" };

function switchLanguage(): void {
  language.value = language.value === "en" ? "pt-BR" : "en";
}

function switchTheme(): void {
  theme.value = NEXT_THEME[theme.value];
}

function Tools({ role }: { role: Role }) {
  const texts = t().common.tools;
  return (
    <div class="bar-tools">
      <button type="button" onClick={switchLanguage} aria-label={`${texts.languageShort}: ${texts.language}`} title={texts.language} data-testid="language">{texts.languageShort}</button>
      <button type="button" onClick={switchTheme} aria-label={`${texts.theme.label}: ${texts.theme[theme.value]}`} title={texts.theme[theme.value]} data-testid="theme">
        <Icon name={THEME_ICON[theme.value]} />
      </button>
      <span class="bar-user" data-testid="user">{me.value?.user.name}<small>{t().common.roles[role]}</small></span>
      <button type="button" onClick={() => void signOut()} data-testid="sign-out"><Icon name="exit" />{texts.signOut}</button>
    </div>
  );
}
