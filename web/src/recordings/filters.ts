/** The filters of the recordings list live in the address, so that a list can be kept, shared and gone back to. */
export interface Filters {
  from: string;
  to: string;
  agent_id: string;
  campaign_id: string;
  disposition: string;
  training: boolean;
  page: number;
}

const WORDS = ["from", "to", "agent_id", "campaign_id", "disposition"] as const;

export function filtersFrom(search: string): Filters {
  const query = new URLSearchParams(search);
  const [from, to, agent_id, campaign_id, disposition] = WORDS.map((word) => query.get(word) ?? "");
  return {
    from: from ?? "",
    to: to ?? "",
    agent_id: agent_id ?? "",
    campaign_id: campaign_id ?? "",
    disposition: disposition ?? "",
    training: query.get("training") === "true",
    page: Math.max(1, Number.parseInt(query.get("page") ?? "1", 10) || 1),
  };
}

/** The query of these filters, empty ones left out; any change of filter goes back to the first page. */
export function searchOf(filters: Filters): string {
  const query = new URLSearchParams();
  for (const word of WORDS) if (filters[word]) query.set(word, filters[word]);
  if (filters.training) query.set("training", "true");
  if (filters.page > 1) query.set("page", String(filters.page));
  const text = query.toString();
  return text && `?${text}`;
}
