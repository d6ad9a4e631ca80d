import { useState } from "preact/hooks";

import { put } from "../api/http";
import type { Recording } from "../api/schema";
import { me } from "../app/session";
import { Panel } from "../parts/Panel";
import { tell, tellError } from "../parts/Toasts";
import { t } from "../text";

const SCORES = Array.from({ length: 11 }, (_, score) => score);

/** The score of the one who listens, those of others, and the mark for training. */
export function Review({ recording, onChange }: { recording: Recording; onChange: (recording: Recording) => void }) {
  const texts = t().recordings.detail;
  const [busy, setBusy] = useState(false);
  const save = async (path: string, body: unknown, sentence: string): Promise<void> => {
    setBusy(true);
    try {
      onChange(await put<Recording>(`/api/recordings/${recording.attempt_id}/${path}`, body));
      tell(sentence);
    } catch (error) {
      tellError(error);
    }
    setBusy(false);
  };
  const others = recording.reviews.filter((review) => review.author !== me.value?.user.name);
  const training = recording.for_training;
  return (
    <Panel title={texts.scoreTitle} testId="review">
      <div class="panel-body">
        <fieldset disabled={busy} aria-describedby="score-hint">
          <legend class="visually-hidden">{texts.scoreTitle}</legend>
          <div class="scores figures">
            {SCORES.map((score) => (
              <label key={score}>
                <input type="radio" name="score" value={score} checked={recording.my_score === score} onChange={() => void save("review", { score }, texts.scoreSaved)} data-testid={`score-${score}`} />
                {score}
              </label>
            ))}
          </div>
          <p id="score-hint" class="soft small">{texts.scoreHint}</p>
        </fieldset>
        {others.length > 0 && (
          <>
            <h3 class="small">{texts.otherScores}</h3>
            <ul class="reviews">
              {others.map((review) => <li key={review.author}><span>{review.author}</span><b class="figures">{review.score}</b></li>)}
            </ul>
          </>
        )}
        <label class="choice">
          <input type="checkbox" checked={training} disabled={busy} onChange={() => void save("training", { for_training: !training }, training ? texts.unmarked : texts.marked)} data-testid="training" />
          {texts.markTraining}
        </label>
      </div>
    </Panel>
  );
}
