import type { FloorCall } from "../api/schema";
import { Badge, CALL_TONES } from "../parts/Badge";
import { Empty } from "../parts/Empty";
import { Panel } from "../parts/Panel";
import { Timer } from "../parts/Timer";
import { t } from "../text";
import { listedCalls, stagesOf } from "./figures";

const LISTED = 50;

export function CallsPanel({ calls }: { calls: FloorCall[] }) {
  const texts = t().floor;
  const listed = listedCalls(calls, LISTED);
  return (
    <Panel title={texts.calls} class="calls" testId="calls" aside={<span class="soft figures">{calls.length}</span>}>
      <ul class="stages">
        {stagesOf(calls).map(({ state, count }) => (
          <li key={state} class={count === 0 ? "zero" : ""} data-stage={state}>
            <b class="figures">{count}</b>
            {texts.callStates[state]}
          </li>
        ))}
      </ul>
      <div class="scroll" role="group" aria-label={texts.calls} tabIndex={0}>
        {calls.length === 0 ? (
          <Empty title={texts.callsEmpty} hint={texts.callsEmptyHint} />
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.callColumns.state}</th>
                <th scope="col">{texts.callColumns.campaign}</th>
                <th scope="col">{texts.callColumns.agent}</th>
                <th scope="col" class="right">{texts.callColumns.since}</th>
              </tr>
            </thead>
            <tbody>
              {listed.map((call) => (
                <tr key={call.attempt_id} data-testid="floor-call" data-attempt-id={call.attempt_id} data-state={call.state}>
                  <td><Badge tone={CALL_TONES[call.state] ?? "calm"}>{texts.callStates[call.state] ?? call.state}</Badge></td>
                  <td><div class="clip">{call.campaign}</div></td>
                  <td><div class="clip">{call.agent ?? t().common.none}</div></td>
                  <td class="right"><Timer since={call.since} /></td>
                </tr>
              ))}
              {calls.length > LISTED && <tr><td colSpan={4} class="soft">{texts.moreCalls(calls.length - LISTED)}</td></tr>}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}
