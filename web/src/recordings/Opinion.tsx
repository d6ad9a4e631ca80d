import type { Survey } from "../api/schema";
import { Button } from "../parts/Button";
import { Panel } from "../parts/Panel";
import { duration } from "../time/format";
import { t } from "../text";
import { commentOf } from "./Listening";

/** What the debtor thinks of the call: the marks, and the way to their own words. */
export function Opinion({ survey, onSeek }: { survey: Survey | null; onSeek: (ms: number) => void }) {
  if (survey === null) return null;
  const texts = t().recordings.detail;
  const said = commentOf(survey);
  return (
    <Panel title={texts.opinionTitle} testId="opinion">
      <div class="panel-body opinion">
        {survey.satisfaction !== null && <p><b class="figures">{texts.opinionMark(survey.satisfaction)}</b></p>}
        {said && <Button icon="play" onClick={() => onSeek(said.from)} testId="hear-comment">{texts.hearComment(duration(said.from))}</Button>}
      </div>
    </Panel>
  );
}
