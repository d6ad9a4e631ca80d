import { useEffect, useState } from "preact/hooks";

import { get } from "../api/http";
import type { AgentChoice, Campaign, Disposition } from "../api/schema";
import { go } from "../app/router";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import "../parts/panel.css";
import { t } from "../text";
import { type Filters, searchOf } from "./filters";

export function FilterBar({ filters }: { filters: Filters }) {
  const [agents, setAgents] = useState<AgentChoice[]>([]);
  const [campaigns, setCampaigns] = useState<Campaign[]>([]);
  useEffect(() => {
    get<AgentChoice[]>("/api/recordings/agents").then(setAgents, () => undefined);
    get<Campaign[]>("/api/campaigns").then(setCampaigns, () => undefined);
  }, []);
  const texts = t().recordings.filters;
  const dispositions = Object.entries(t().dispositions) as [Disposition, string][];
  const set = (change: Partial<Filters>): void => go(`/gravacoes${searchOf({ ...filters, page: 1, ...change })}`, "replace");
  return (
    <form class="panel filters" aria-label={texts.label} onSubmit={(event) => event.preventDefault()} data-testid="filters">
      <Field id="from" label={texts.from}>
        <input id="from" type="date" class="input" value={filters.from} max={filters.to || undefined} onChange={(event) => set({ from: event.currentTarget.value })} />
      </Field>
      <Field id="to" label={texts.to}>
        <input id="to" type="date" class="input" value={filters.to} min={filters.from || undefined} onChange={(event) => set({ to: event.currentTarget.value })} />
      </Field>
      <Choice id="agent" label={texts.agent} any={texts.any} value={filters.agent_id} options={agents.map((agent) => [String(agent.id), agent.name])} onChange={(agent_id) => set({ agent_id })} />
      <Choice id="campaign" label={texts.campaign} any={texts.anyCampaign} value={filters.campaign_id} options={campaigns.map((campaign) => [String(campaign.id), campaign.name])} onChange={(campaign_id) => set({ campaign_id })} />
      <Choice id="disposition" label={texts.disposition} any={texts.any} value={filters.disposition} options={dispositions.toSorted(([, a], [, b]) => a.localeCompare(b))} onChange={(disposition) => set({ disposition })} />
      <label class="choice">
        <input type="checkbox" checked={filters.training} onChange={(event) => set({ training: event.currentTarget.checked })} data-testid="filter-training" />
        {texts.training}
      </label>
      <Button kind="quiet" disabled={searchOf({ ...filters, page: 1 }) === ""} onClick={() => go("/gravacoes", "replace")}>{texts.clear}</Button>
    </form>
  );
}

interface ChoiceProps {
  id: string;
  label: string;
  any: string;
  value: string;
  options: [string, string][];
  onChange: (value: string) => void;
}

function Choice({ id, label, any, value, options, onChange }: ChoiceProps) {
  return (
    <Field id={id} label={label}>
      <select id={id} class="input" value={value} onChange={(event) => onChange(event.currentTarget.value)} data-testid={`filter-${id}`}>
        <option value="">{any}</option>
        {options.map(([code, name]) => <option key={code} value={code}>{name}</option>)}
      </select>
    </Field>
  );
}
