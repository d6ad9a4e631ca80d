let context: AudioContext | null = null;

/** Browsers give sound only after a click: call this from the one that starts the shift. */
export function prepareChime(): void {
  context ??= new AudioContext();
  void context.resume();
}

/** Two soft rising notes, below the level of a voice. */
export function chime(): void {
  if (context?.state !== "running") return;
  playNote(context, 587, context.currentTime);
  playNote(context, 880, context.currentTime + 0.14);
}

function playNote(audio: AudioContext, frequency: number, at: number): void {
  const tone = new OscillatorNode(audio, { frequency, type: "sine" });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.09, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0005, at + 0.32);
  tone.connect(gain).connect(audio.destination);
  tone.start(at);
  tone.stop(at + 0.34);
}
