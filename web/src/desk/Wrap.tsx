import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import type { ApiError } from "../api/http";
import type { Call, Dispose, PauseReason } from "../api/schema";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { Menu } from "../parts/Menu";
import { Panel } from "../parts/Panel";
import { now } from "../time/clock";
import { dayOf } from "../time/format";
import { t } from "../text";
import { busy, dispose } from "./actions";
import { bodyOf, type Complaints, complaintsOf, type DetailField, type Details, fieldBlamed, fieldsOf, NO_DETAILS } from "./details";
import { DetailFields } from "./DetailFields";
import { findChoices } from "./disposition_search";
import { DispositionList } from "./DispositionList";
import { useShortcuts } from "./shortcuts";
import { choices } from "./store";
import "./wrap.css";

/** The outcome of the call: chosen while talking or after, saved after hanging up. Mount it once per call. */
export function Wrap({ call }: { call: Call }) {
  const [query, setQuery] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [details, setDetails] = useState<Details>(NO_DETAILS);
  const [complaints, setComplaints] = useState<Complaints>({});
  const [missing, setMissing] = useState(false);
  const groups = useMemo(() => findChoices(choices.value, query), [choices.value, query]);
  const chosen = choices.value.find((choice) => choice.code === code) ?? null;
  const required = chosen?.required ?? [];
  const today = dayOf(now.value);
  const texts = t().desk.wrap;
  const over = call.ended_at !== null;
  const focusOn = useFocusAfterDrawing();
  const focusSearch = (): void => document.querySelector<HTMLInputElement>("#disposition-search")?.focus();

  const choose = (picked: string, done: boolean): void => {
    setCode(picked);
    setMissing(false);
    setComplaints({});
    const first = done && fieldsOf(choices.value.find((choice) => choice.code === picked)?.required ?? [])[0];
    if (first) focusOn(first);
  };
  const change = (field: DetailField, value: string): void => {
    setDetails({ ...details, [field]: value });
    setComplaints({ ...complaints, [field]: undefined } as Complaints);
  };
  const complain = (found: Complaints): void => {
    setComplaints(found);
    const first = fieldsOf(required).find((field) => found[field]) ?? null;
    if (first) focusOn(first);
  };
  const hear = (error: ApiError): boolean => {
    const field = fieldBlamed(error.field);
    if (field) complain({ [field]: error.message });
    return field !== null;
  };
  const save = (next: Pick<Dispose, "then" | "pause_reason">): void => {
    if (!over) return;
    setMissing(!chosen);
    if (!chosen) return focusSearch();
    const found = complaintsOf(required, details, today);
    if (Object.keys(found).length > 0) return complain(found);
    void dispose({ attempt_id: call.attempt_id, disposition: chosen.code, ...bodyOf(required, details), ...next }, hear);
  };
  const openPauses = (): void => document.querySelector<HTMLElement>("[data-testid='save-pause']")?.click();
  useShortcuts({ F2: focusSearch, F8: () => save({ then: "ready" }), F9: openPauses });
  const noteRequired = required.includes("note");
  return (
    <Panel title={texts.title} testId="wrap">
      <div class="wrap-body">
        <DispositionList groups={groups} query={query} chosen={code} onQuery={setQuery} onChoose={choose} />
        {!call.caller_known && <p class="wrap-note" data-testid="outcomes-of-nobody">{texts.nobodyKnown}</p>}
        <DetailFields required={required} details={details} complaints={complaints} today={today} onChange={change} />
        <Field id="note" label={noteRequired ? texts.details.note : texts.note} error={complaints.note ?? null}>
          <textarea
            id="note"
            class="input"
            rows={2}
            maxLength={2000}
            placeholder={texts.notePlaceholder}
            required={noteRequired}
            aria-invalid={complaints.note !== undefined}
            aria-describedby={complaints.note ? "note-hint" : undefined}
            value={details.note}
            onInput={(event) => change("note", event.currentTarget.value)}
            data-testid="note"
          />
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

/** Gives a function that moves the keyboard to a field that may only be drawn after this very change. */
function useFocusAfterDrawing(): (field: DetailField) => void {
  const wanted = useRef<DetailField | null>(null);
  const [, redraw] = useState(0);
  // At once after drawing, and only when the field is there: an earlier drawing must not use the wish up.
  useLayoutEffect(() => {
    const field = wanted.current && document.getElementById(wanted.current);
    if (!field) return;
    field.focus();
    wanted.current = null;
  });
  return (field) => {
    wanted.current = field;
    redraw((n) => n + 1);
  };
}
