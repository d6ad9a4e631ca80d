import { useEffect, useState } from "preact/hooks";

import { ApiError, get } from "../api/http";
import type { Peaks, Recording } from "../api/schema";
import { usePageTitle } from "../app/page_title";
import { MenuTimeline } from "../desk/MenuTimeline";
import "../desk/call.css";
import { Badge, GROUP_TONES } from "../parts/Badge";
import { Empty } from "../parts/Empty";
import { Icon } from "../parts/Icon";
import "../parts/panel.css";
import { sentenceFor } from "../parts/Toasts";
import { shortDateTime } from "../time/format";
import { t } from "../text";
import { Comments } from "./Comments";
import "./detail.css";
import { Listening } from "./Listening";
import { Opinion } from "./Opinion";
import { Review } from "./Review";

export function RecordingScreen({ attemptId }: { attemptId: string }) {
  const texts = t().recordings;
  usePageTitle(texts.detail.title);
  const [recording, setRecording] = useState<Recording | null>(null);
  const [peaks, setPeaks] = useState<Peaks | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const [position, setPosition] = useState(0);
  const [seekTo, setSeekTo] = useState<{ ms: number } | null>(null);
  useEffect(() => {
    const path = `/api/recordings/${encodeURIComponent(attemptId)}`;
    get<Recording>(path).then(setRecording, setProblem);
    get<Peaks>(`${path}/peaks`).then(setPeaks, () => setPeaks({ duration_ms: 0, left: [], right: [] }));
  }, [attemptId]);
  return (
    <>
      <a class="back" href="/gravacoes"><Icon name="back" />{texts.back}</a>
      {problem instanceof ApiError && <Empty whole title={texts.detail.noAudio} hint={sentenceFor(problem)} />}
      {!recording && !problem && <p class="soft" role="status">{t().common.loading}</p>}
      {recording && (
        <div class="recording" data-testid="recording-detail" data-attempt-id={attemptId}>
          <div class="stack">
            <section class="panel">
              <Title recording={recording} />
              {peaks && <Listening attemptId={attemptId} peaks={peaks} remarks={recording.remarks} survey={recording.survey} seekTo={seekTo} onTime={setPosition} />}
            </section>
            <Comments recording={recording} position={position} onSeek={(ms) => setSeekTo({ ms })} onChange={setRecording} />
          </div>
          <div class="stack">
            <Opinion survey={recording.survey} onSeek={(ms) => setSeekTo({ ms })} />
            <Review recording={recording} onChange={setRecording} />
            <MenuTimeline steps={recording.menu} title={texts.detail.menu} />
          </div>
        </div>
      )}
    </>
  );
}

function Title({ recording }: { recording: Recording }) {
  const texts = t().recordings.detail;
  return (
    <header class="recording-title">
      <h1>{recording.debtor_first_name}</h1>
      {recording.disposition && <Badge tone={GROUP_TONES[recording.group ?? ""] ?? "calm"}>{recording.own_label ?? t().dispositions[recording.disposition]}</Badge>}
      {recording.problem ? <Badge tone="bad">{texts.problem}: {recording.problem}</Badge> : recording.state === "verified" && <Badge tone="good">{texts.verified}</Badge>}
      <p class="figures">
        {[shortDateTime(recording.started_at), recording.phone_masked, recording.campaign, recording.agent ?? texts.ura].join(" · ")}
      </p>
      {recording.note && <p>“{recording.note}”</p>}
    </header>
  );
}
