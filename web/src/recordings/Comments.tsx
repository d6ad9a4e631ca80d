import { useState } from "preact/hooks";

import { post } from "../api/http";
import type { Recording } from "../api/schema";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { Panel } from "../parts/Panel";
import { tellError } from "../parts/Toasts";
import { duration, shortDateTime } from "../time/format";
import { t } from "../text";

interface Props {
  recording: Recording;
  position: number;
  onSeek: (ms: number) => void;
  onChange: (recording: Recording) => void;
}

export function Comments({ recording, position, onSeek, onChange }: Props) {
  const texts = t().recordings.detail;
  return (
    <Panel title={texts.commentsTitle} class="comments" testId="comments">
      {recording.remarks.length === 0 && <p class="panel-body soft small">{texts.commentsEmpty}</p>}
      <ol>
        {recording.remarks.map((remark) => (
          <li key={remark.id} data-testid="comment" data-at-ms={remark.at_ms}>
            <Button kind="quiet" small label={texts.goTo(duration(remark.at_ms))} onClick={() => onSeek(remark.at_ms)}>
              <span class="figures">{duration(remark.at_ms)}</span>
            </Button>
            <div>
              <p>{remark.text}</p>
              <small>{remark.author} · {shortDateTime(remark.created_at)}</small>
            </div>
          </li>
        ))}
      </ol>
      <CommentForm attemptId={recording.attempt_id} position={position} onChange={onChange} />
    </Panel>
  );
}

function CommentForm({ attemptId, position, onChange }: { attemptId: string; position: number; onChange: (recording: Recording) => void }) {
  const texts = t().recordings.detail;
  const [text, setText] = useState("");
  /** The moment is taken when writing begins: the recording may play on. */
  const [at, setAt] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const moment = at ?? position;
  const write = (value: string): void => {
    if (at === null || text === "") setAt(position);
    setText(value);
  };
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (!text.trim()) return;
    setBusy(true);
    try {
      onChange(await post<Recording>(`/api/recordings/${attemptId}/comments`, { at_ms: moment, text: text.trim() }));
      setText("");
      setAt(null);
    } catch (error) {
      tellError(error);
    }
    setBusy(false);
  };
  return (
    <form class="comment-form" onSubmit={(event) => void save(event)}>
      <Field id="comment-text" label={texts.commentAt(duration(moment))}>
        <textarea id="comment-text" class="input" rows={2} maxLength={1000} value={text} placeholder={texts.commentPlaceholder} onInput={(event) => write(event.currentTarget.value)} data-testid="comment-text" />
      </Field>
      <Button type="submit" icon="comment" busy={busy} disabled={!text.trim()} testId="comment-save">{texts.commentSave}</Button>
    </form>
  );
}
