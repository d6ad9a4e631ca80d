interface KpiWords {
  label: string;
  formula: string;
}

export const figures = {
  title: "Indicadores",
  filters: { label: "Período e recorte", from: "De", to: "Até", portfolio: "Carteira", campaign: "Campanha", all: "Todas" },
  funnel: "Funil",
  howItIsCounted: (label: string) => `Como se calcula: ${label}`,
  ofBefore: (share: string) => `${share} da etapa anterior`,
  families: { recovery: "Recuperação", efficiency: "Eficiência", satisfaction: "Satisfação" },
  byGroup: "Por recorte",
  groupBy: "Recorte",
  measure: "Indicador",
  groups: { agent: "Agente", campaign: "Campanha", segment: "Segmento", step: "Etapa da régua", hour: "Hora" },
  nobody: { agent: "URA, sem agente", campaign: "Fora de campanha", segment: "—", step: "Fora da régua", hour: "Sem ligação" },
  table: "Funil por recorte",
  empty: "Nenhuma ligação neste período",
  emptyHint: "Amplie o período ou troque a carteira. Cada ligação conta assim que termina.",
  portfolioFirst: "Escolha a carteira",
  portfolioFirstHint: "Segmentos valem para os devedores de uma carteira: escolha uma no alto da página.",
  /** The server's own words are Portuguese. */
  kpis: {} as Record<string, KpiWords>,
};
