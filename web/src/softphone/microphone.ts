export type MicrophoneProblem = "denied" | "missing" | "insecure";

/** Asks for the microphone while the agent still looks at the explanation; `null` means that it may be used. */
export async function askForMicrophone(): Promise<MicrophoneProblem | null> {
  if (!("mediaDevices" in navigator)) return "insecure";
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return null;
  } catch (error) {
    return (error as DOMException).name === "NotFoundError" ? "missing" : "denied";
  }
}
