import WaveSurfer from "wavesurfer.js";

import type { Peaks } from "../api/schema";

export interface PlayerNews {
  onTime: (ms: number) => void;
  onPlaying: (playing: boolean) => void;
  onFailure: () => void;
}

const CHANNEL_HEIGHT = 84;

/** The stereo waveform and its sound. The audio is fetched only when it is first played: every listening is logged. */
export class Player {
  private readonly media = new Audio();
  private readonly wave: WaveSurfer;

  constructor(box: HTMLElement, attemptId: string, peaks: Peaks, news: PlayerNews) {
    this.media.preload = "none";
    this.media.src = `/api/recordings/${attemptId}/audio`;
    const style = getComputedStyle(box);
    const colour = (token: string): string => resolve(box, style.getPropertyValue(token));
    const shared = { height: CHANNEL_HEIGHT, barWidth: 2, barGap: 1, barRadius: 1, cursorWidth: 2 };
    this.wave = WaveSurfer.create({
      container: box,
      media: this.media,
      peaks: [peaks.left, peaks.right],
      duration: peaks.duration_ms / 1000,
      cspNonce: document.querySelector<HTMLMetaElement>("meta[name='csp-nonce']")?.content ?? "",
      cursorColor: colour("--bad"),
      dragToSeek: true,
      normalize: false,
      ...shared,
      splitChannels: [
        { waveColor: colour("--wave-debtor"), progressColor: colour("--wave-debtor-played"), ...shared },
        { waveColor: colour("--wave-company"), progressColor: colour("--wave-company-played"), ...shared },
      ],
    });
    this.wave.on("timeupdate", (seconds) => news.onTime(Math.round(seconds * 1000)));
    this.wave.on("play", () => news.onPlaying(true));
    this.wave.on("pause", () => news.onPlaying(false));
    this.wave.on("finish", () => news.onPlaying(false));
    this.media.addEventListener("error", news.onFailure);
  }

  async toggle(): Promise<void> {
    await this.wave.playPause().catch(() => undefined);
  }

  seek(ms: number): void {
    this.wave.setTime(Math.max(0, ms) / 1000);
  }

  setSpeed(rate: number): void {
    this.wave.setPlaybackRate(rate, true);
  }

  close(): void {
    this.wave.destroy();
    this.media.removeAttribute("src");
    this.media.load();
  }
}

/** A canvas knows no custom properties: let an element say what the colour is. */
function resolve(box: HTMLElement, value: string): string {
  const probe = document.createElement("i");
  probe.style.color = value;
  box.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}
