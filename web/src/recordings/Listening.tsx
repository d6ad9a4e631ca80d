import { useEffect, useRef, useState } from "preact/hooks";

import type { Comment, Peaks, Survey } from "../api/schema";
import { theme } from "../app/preferences";
import { Button } from "../parts/Button";
import { duration } from "../time/format";
import { t } from "../text";
import { useListeningKeys } from "./listening_keys";
import { Player } from "./player";
import { nextSpeed, SPEEDS } from "./speeds";

interface Props {
  attemptId: string;
  peaks: Peaks;
  remarks: Comment[];
  /** What the debtor says of the call, if anything. */
  survey: Survey | null;
  /** A new object each time: somebody wants to hear this moment. */
  seekTo: { ms: number } | null;
  onTime: (ms: number) => void;
}

/** Waveform of both sides, with the comments under it, and the controls of a tape. */
export function Listening({ attemptId, peaks, remarks, survey, seekTo, onTime }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const player = useRef<Player | null>(null);
  const [ms, setMs] = useState(0);
  // Two keys in one frame must add up: what is drawn is older than what was asked for.
  const asked = useRef(0);
  const [playing, setPlaying] = useState(false);
  const [failed, setFailed] = useState(false);
  const [speed, setSpeed] = useState(1);
  useEffect(() => {
    if (!box.current || peaks.duration_ms === 0) return undefined;
    const heard = (at: number): void => {
      asked.current = at;
      setMs(at);
      onTime(at);
    };
    const made = new Player(box.current, attemptId, peaks, { onTime: heard, onPlaying: setPlaying, onFailure: () => setFailed(true) });
    player.current = made;
    return () => made.close();
  }, [attemptId, peaks, theme.value]);
  useEffect(() => player.current?.setSpeed(speed), [speed]);
  const seek = (to: number): void => {
    asked.current = Math.min(peaks.duration_ms, Math.max(0, to));
    player.current?.seek(asked.current);
  };
  useEffect(() => {
    if (seekTo) seek(seekTo.ms);
  }, [seekTo]);
  const toggle = (): void => void player.current?.toggle();
  useListeningKeys({ toggle, skip: (by) => seek(asked.current + by), faster: (step) => setSpeed(nextSpeed(speed, step)) });
  const texts = t().recordings.detail;
  const percent = (part: number): string => `${(part / Math.max(1, peaks.duration_ms)) * 100}%`;
  const said = commentOf(survey);
  return (
    <>
      <div class="wave">
        <div class="wave-names"><span>{texts.debtorChannel}</span><span>{texts.companyChannel}</span></div>
        <div class="wave-box" ref={box} role="img" aria-label={texts.waveform} data-testid="waveform" />
        <div class="wave-marks">
          {said && (
            <button type="button" class="said" style={{ left: percent(said.from), width: percent(said.until - said.from) }} onClick={() => seek(said.from)} aria-label={texts.debtorComment(duration(said.from))} title={texts.debtorComment(duration(said.from))} data-testid="debtor-comment" />
          )}
          {remarks.map((remark, index) => (
            <button key={remark.id} type="button" style={{ left: percent(remark.at_ms) }} onClick={() => seek(remark.at_ms)} aria-label={`${index + 1}. ${texts.goTo(duration(remark.at_ms))}: ${remark.text}`} title={remark.text} data-testid="comment-marker">
              {index + 1}
            </button>
          ))}
        </div>
      </div>
      <div class="controls">
        <Button kind="primary" icon={playing ? "pause" : "play"} onClick={toggle} testId="play">{playing ? texts.pause : texts.play}</Button>
        <Button icon="rewind" label={texts.back5} onClick={() => seek(asked.current - 5000)}>5</Button>
        <Button icon="forward" label={texts.forward5} onClick={() => seek(asked.current + 5000)}>5</Button>
        <input type="range" min={0} max={peaks.duration_ms} step={1000} value={ms} aria-label={texts.position} aria-valuetext={duration(ms)} onInput={(event) => seek(event.currentTarget.valueAsNumber)} data-testid="position" />
        <span class="clock figures">{duration(ms)} <span class="soft">/ {duration(peaks.duration_ms)}</span></span>
        <select class="input" aria-label={texts.speed} value={speed} onChange={(event) => setSpeed(Number(event.currentTarget.value))} data-testid="speed">
          {SPEEDS.map((rate) => <option key={rate} value={rate}>{rate.toLocaleString("pt-BR")}×</option>)}
        </select>
      </div>
      <p class="keys-line" role="status">
        <span>{failed ? texts.noAudio : texts.listened}</span>
        <span>{texts.shortcuts}</span>
      </p>
    </>
  );
}

/** Where the debtor speaks of the call, in milliseconds. */
export function commentOf(survey: Survey | null): { from: number; until: number } | null {
  if (survey === null || survey.comment_from_ms === null || survey.comment_until_ms === null) return null;
  return { from: survey.comment_from_ms, until: survey.comment_until_ms };
}
