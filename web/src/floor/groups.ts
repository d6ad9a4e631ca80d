import type { Disposition, DispositionGroup } from "../api/schema";

const NO_CONTACT = new Set<Disposition>([
  "NAO_ATENDE", "OCUPADO", "CAIXA_POSTAL", "INEXISTENTE", "FORA_DE_AREA", "CONGESTIONAMENTO", "MUDO", "ABANDONO", "FALHA_TECNICA", "DESLIGOU_ANTES", "CANCELADA",
]);
const THIRD_PARTY = new Set<Disposition>(["RECADO_TERCEIRO", "NAO_CONHECE", "TELEFONE_DE_TERCEIRO", "FALECIDO", "IDENTIDADE_NAO_CONFIRMADA"]);

/** The funnel group of a disposition, as the API's own rule has it. */
export function groupOf(disposition: Disposition): DispositionGroup {
  if (NO_CONTACT.has(disposition)) return "no_contact";
  if (THIRD_PARTY.has(disposition)) return "third_party";
  return disposition === "NAO_DISCADO" ? "not_dialed" : "right_party";
}
