import { path } from "../app/router";
import { RecordingScreen } from "./RecordingScreen";
import { RecordingList } from "./RecordingList";

export function RecordingsScreen() {
  const attemptId = path.value.split("/")[2];
  return attemptId ? <RecordingScreen key={attemptId} attemptId={attemptId} /> : <RecordingList />;
}
