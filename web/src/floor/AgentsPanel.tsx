import type { FloorAgent } from "../api/schema";
import { AGENT_TONES, Badge } from "../parts/Badge";
import { Empty } from "../parts/Empty";
import { Panel } from "../parts/Panel";
import { Timer } from "../parts/Timer";
import { t } from "../text";

export function AgentsPanel({ agents }: { agents: FloorAgent[] }) {
  const texts = t().floor;
  return (
    <Panel title={texts.agents} class="agents" testId="agents" aside={<span class="soft figures">{agents.length}</span>}>
      <div class="scroll" role="group" aria-label={texts.agents} tabIndex={0}>
        {agents.length === 0 ? (
          <Empty title={texts.agentsEmpty} hint={texts.agentsEmptyHint} />
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">{texts.agentColumns.name}</th>
                <th scope="col">{texts.agentColumns.state}</th>
                <th scope="col" class="right">{texts.agentColumns.since}</th>
              </tr>
            </thead>
            <tbody>{agents.map((agent) => <Row key={agent.user_id} agent={agent} />)}</tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}

function Row({ agent }: { agent: FloorAgent }) {
  const { agentStates, pauseReasons } = t().common;
  return (
    <tr data-testid="floor-agent" data-user-id={agent.user_id} data-state={agent.state}>
      <td>{agent.name}</td>
      <td>
        <Badge tone={AGENT_TONES[agent.state]}>{agentStates[agent.state]}</Badge>
        {agent.state === "paused" && agent.pause_reason && <span class="soft"> {pauseReasons[agent.pause_reason]}</span>}
      </td>
      <td class="right"><Timer since={agent.state_since} /></td>
    </tr>
  );
}
