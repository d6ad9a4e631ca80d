/** Messages to debtors. */
export const notices = {
  title: "Mensagens",
  state: "Situação",
  all: "Todas",
  states: { queued: "Na fila", accepted: "Enviadas", delivered: "Entregues", failed: "Falharam", dropped: "Não enviadas" },
  empty: "Nenhuma mensagem",
  emptyHint: "O código de pagamento sai por SMS, WhatsApp ou e-mail quando um acordo é fechado.",
  columns: { at: "Pedida em", kind: "Mensagem", to: "Para", protocol: "Protocolo", state: "Situação" },
  newer: "Mais novas",
  older: "Mais antigas",
};
