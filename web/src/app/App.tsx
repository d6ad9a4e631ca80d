import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Role } from "../api/schema";
import { LoginScreen } from "../login/LoginScreen";
import { Empty } from "../parts/Empty";
import { Toasts } from "../parts/Toasts";
import { t } from "../text";
import { go, path } from "./router";
import { SCREENS } from "./screens";
import { homeOf, me, unreachable } from "./session";
import { Shell } from "./Shell";

export function App() {
  if (me.value === undefined) return <p class="page soft" role="status">{unreachable.value ? t().common.strip.serverDown : ""}</p>;
  return (
    <>
      {me.value === null ? <LoginScreen /> : <Inside role={me.value.user.role} />}
      <Toasts />
    </>
  );
}

function Inside({ role }: { role: Role }) {
  const atDoor = path.value === "/" || path.value === "/entrar";
  useEffect(() => {
    if (atDoor) go(homeOf(role), "replace");
  }, [atDoor, role]);
  return <Shell role={role}>{atDoor ? null : <Current role={role} />}</Shell>;
}

function Current({ role }: { role: Role }) {
  const [loaded, setLoaded] = useState<{ path: string; Screen: ComponentType } | null>(null);
  const screen = SCREENS.find((known) => path.value === known.path || path.value.startsWith(`${known.path}/`));
  const allowed = screen?.roles.includes(role) ?? false;
  useEffect(() => {
    if (!screen || !allowed) return;
    screen.load().then((Screen) => setLoaded({ path: screen.path, Screen })).catch(reloadOnce);
  }, [screen, allowed]);
  if (!screen) return <Empty whole {...t().common.notFound} />;
  if (!allowed) return <Empty whole {...t().common.noAccess} />;
  if (loaded?.path !== screen.path) return <p class="soft" role="status">{t().common.loading}</p>;
  return <loaded.Screen />;
}

/** A deployment replaced the file that this page still names: the new page names the new one. */
function reloadOnce(): void {
  const last = Number(sessionStorage.getItem("concilia.reloaded") ?? 0);
  if (Date.now() - last < 30_000) return;
  sessionStorage.setItem("concilia.reloaded", String(Date.now()));
  location.reload();
}
