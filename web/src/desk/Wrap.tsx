import { useMemo, useState } from "preact/hooks";

import type { Call, Dispose, Disposition, PauseReason } from "../api/schema";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { Menu } from "../parts/Menu";
import { Panel } from "../parts/Panel";
import { t } from "../text";
import { busy, dispose } from "./actions";
import { findChoices } from "./disposition_search";
import { DispositionList } from "./DispositionList";
import { useShortcuts } from "./shortcuts";
import { choices } from "./store";
import "./wrap.css";

/** The outcome of the call: chosen while talking or after, saved after hanging up. Mount it once per call. */
export function Wrap({ call }: { call: Call }) {
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<Disposition | null>(null);
  const [note, setNote] = useState("");
  const [missing, setMissing] = useState(false);
  const groups = useMemo(() => findChoices(choices.value, query), [choices.value, query]);
  const texts = t().desk.wrap;
  const over = call.ended_at !== null;
  const focusSearch = (): void => document.querySelector<HTMLInputElement>("#disposition-search")?.focus();
  const save = (next: Pick<Dispose, "then" | "pause_reason">): void => {
    if (!over) return;
    setMissing(!chosen);
    if (chosen) void dispose({ attempt_id: call.attempt_id, disposition: chosen, note: note.trim(), ...next });
    else focusSearch();
  };
  const openPauses = (): void => document.querySelector<HTMLElement>("[data-testid='save-pause']")?.click();
  useShortcuts({ F2: focusSearch, F8: () => save({ then: "ready" }), F9: openPauses });
  return (
    <Panel title={texts.title} testId="wrap">
      <div class="wrap-body">
        <DispositionList groups={groups} query={query} chosen={chosen} onQuery={setQuery} onChoose={(code) => { setChosen(code); setMissing(false); }} />
        <Field id="note" label={texts.note}>
          <textarea id="note" class="input" rows={2} maxLength={2000} placeholder={texts.notePlaceholder} value={note} onInput={(event) => setNote(event.currentTarget.value)} data-testid="note" />
        </Field>
        <div class="wrap-actions">
          <Button kind="primary" shortcut="F8" disabled={!over} busy={busy.value === "dispose"} describedBy="wrap-hint" onClick={() => save({ then: "ready" })} testId="save-ready">
            {texts.saveReady}
          </Button>
          <Menu
            label={texts.savePause}
            title={t().desk.pauseMenu}
            shortcut="F9"
            up
            disabled={!over || busy.value === "dispose"}
            items={Object.entries(t().common.pauseReasons).map(([value, label]) => ({ value, label }))}
            onChoose={(reason) => save({ then: "pause", pause_reason: reason as PauseReason })}
            testId="save-pause"
          />
          <p id="wrap-hint" class={`wrap-hint${missing ? " bad" : ""}`} role="status">
            {missing ? texts.chooseFirst : !over && texts.afterCall}
          </p>
        </div>
      </div>
    </Panel>
  );
}
