import { UA, WebSocketInterface } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { IncomingRTCSessionEvent, OutgoingRTCSessionEvent } from "jssip/lib/UA";

import type { Softphone as SoftphoneSeat } from "../api/schema";
import { PHONE_OFF, type PhoneFacts } from "./status";

const REGISTER_AGAIN_MS = 3000;
/** Host candidates come at once; without this a machine with many networks would gather for seconds. */
const GATHERING_MS = 300;
/** The browser notices within about five seconds that the far end is gone; a short break mends itself. */
const DEAF_MS = 4000;
const AUDIO = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };

/** A SIP telephone in the browser that answers its one leg by itself and comes back unaided after any loss. */
export class Softphone {
  private facts: PhoneFacts = { ...PHONE_OFF, started: true };
  private session: RTCSession | null = null;
  private registerTimer = 0;
  private readonly ua: UA;

  constructor(
    account: SoftphoneSeat,
    private readonly audio: HTMLAudioElement,
    private readonly onChange: (facts: PhoneFacts) => void,
  ) {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.ua = new UA({
      sockets: [new WebSocketInterface(`${scheme}://${location.host}${account.ws_path}`)],
      uri: account.uri,
      password: account.secret,
      register_expires: 120,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 8,
      user_agent: "Concilia",
    });
    this.listen();
    this.ua.start();
    this.onChange(this.facts);
  }

  stop(): void {
    window.clearTimeout(this.registerTimer);
    // Off first: the leg that now ends is no loss to make up for.
    this.facts = PHONE_OFF;
    this.ua.stop();
    this.audio.srcObject = null;
    this.onChange(this.facts);
  }

  setMuted(muted: boolean): void {
    if (muted) this.session?.mute({ audio: true });
    else this.session?.unmute({ audio: true });
  }

  private listen(): void {
    this.ua.on("registered", () => this.note({ registered: true, everRegistered: true, refused: false }));
    this.ua.on("unregistered", () => this.registerAgain());
    this.ua.on("disconnected", () => this.note({ registered: false }));
    this.ua.on("registrationFailed", ({ response }) => {
      // 403 is about the account; whatever else may pass, as when the switch has only just come up.
      this.note({ refused: response?.status_code === 403 });
      this.registerAgain();
    });
    this.ua.on("newRTCSession", (event: IncomingRTCSessionEvent | OutgoingRTCSessionEvent) => {
      if (event.originator === "remote") this.take(event.session as RTCSession);
    });
  }

  private registerAgain(): void {
    this.note({ registered: false });
    window.clearTimeout(this.registerTimer);
    if (!this.facts.started) return;
    this.registerTimer = window.setTimeout(() => {
      if (this.facts.started && this.ua.isConnected() && !this.ua.isRegistered()) this.ua.register();
    }, REGISTER_AGAIN_MS);
  }

  private take(session: RTCSession): void {
    // A second call means that the switch lost the first leg.
    const before = this.session;
    this.session = session;
    if (before && !before.isEnded()) before.terminate();
    session.on("peerconnection", ({ peerconnection }) => {
      peerconnection.addEventListener("track", (event: RTCTrackEvent) => void this.play(event));
      endWhenDeaf(session, peerconnection);
    });
    session.on("icecandidate", (event) => void window.setTimeout(event.ready, GATHERING_MS));
    session.on("confirmed", () => this.confirmed(session));
    const over = (): void => this.over(session);
    session.on("ended", over);
    session.on("failed", over);
    session.answer({ mediaConstraints: { audio: AUDIO, video: false }, pcConfig: { iceServers: [] } });
  }

  private async play(event: RTCTrackEvent): Promise<void> {
    this.audio.srcObject = event.streams[0] ?? new MediaStream([event.track]);
    // The shift was started by a click, so the browser lets sound through; if not, the next click will.
    await this.audio.play().catch(() => document.addEventListener("click", () => void this.audio.play(), { once: true }));
  }

  private confirmed(session: RTCSession): void {
    if (session !== this.session) return;
    for (const sender of session.connection.getSenders()) {
      // The headset was pulled out: a new leg takes the microphone that is there now.
      sender.track?.addEventListener("ended", () => !session.isEnded() && session.terminate());
    }
    this.note({ legUp: true });
  }

  private over(session: RTCSession): void {
    if (session !== this.session) return;
    this.session = null;
    this.audio.srcObject = null;
    this.note({ legUp: false });
  }

  private note(change: Partial<PhoneFacts>): void {
    if (!this.facts.started) return;
    this.facts = { ...this.facts, ...change };
    this.onChange(this.facts);
  }
}

/** A switch that died says no goodbye: when its media stays away the leg is over, and a new one can be asked for. */
function endWhenDeaf(session: RTCSession, connection: RTCPeerConnection): void {
  let timer = 0;
  connection.addEventListener("iceconnectionstatechange", () => {
    window.clearTimeout(timer);
    if (connection.iceConnectionState !== "disconnected") return;
    timer = window.setTimeout(() => !session.isEnded() && session.terminate(), DEAF_MS);
  });
}
