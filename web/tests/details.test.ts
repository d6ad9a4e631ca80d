import { expect, test } from "vitest";

import { bodyOf, complaintsOf, fieldBlamed, fieldsOf, NO_DETAILS } from "../src/desk/details";
import { centsOf, instantOf } from "../src/time/entry";

const TODAY = "2026-11-24";

test.each([
  ["150", 15_000], ["150,5", 15_050], ["1.234,56", 123_456], ["1234,56", 123_456], ["R$ 80,00", 8_000],
  ["0", null], ["0,00", null], ["-5", null], ["1.23,00", null], ["12,345", null], ["1.234.56", null], ["abc", null], ["", null],
])("an amount as Brazilians type it: %s", (text, cents) => {
  expect(centsOf(text)).toBe(cents);
});

test("a day and an hour are of the operation's clock", () => {
  expect(instantOf("2026-11-25", "10:30")).toBe("2026-11-25T13:30:00.000Z");
  expect(instantOf("2026-11-25", "23:30")).toBe("2026-11-26T02:30:00.000Z");
});

test("an outcome asks for its own fields, a callback for a day and two hours", () => {
  expect(fieldsOf(["callback_from", "callback_until"])).toEqual(["callbackDay", "callbackFrom", "callbackUntil"]);
  expect(fieldsOf([])).toEqual([]);
});

test("every field that is missing is named", () => {
  const found = complaintsOf(["promise_date", "promise_cents", "note"], NO_DETAILS, TODAY);
  expect(found).toEqual({
    promiseDate: "Campo “Data da promessa”: preencha.",
    promiseAmount: "Campo “Valor prometido (R$)”: preencha.",
    note: "Campo “Observação”: preencha.",
  });
});

test("a day that has passed, an amount of nothing and an end before its start are told", () => {
  const promised = { ...NO_DETAILS, promiseDate: "2026-11-23", promiseAmount: "0,00" };
  expect(Object.keys(complaintsOf(["promise_date", "promise_cents"], promised, TODAY))).toEqual(["promiseDate", "promiseAmount"]);
  const callback = { ...NO_DETAILS, callbackDay: "2026-11-23", callbackFrom: "10:00", callbackUntil: "10:00" };
  expect(Object.keys(complaintsOf(["callback_from", "callback_until"], callback, TODAY))).toEqual(["callbackDay", "callbackUntil"]);
  expect(complaintsOf(["note"], { ...promised, note: "ok" }, TODAY)).toEqual({});
});

test("only what the outcome asks for is sent", () => {
  const typed = { promiseDate: "2026-11-27", promiseAmount: "50", callbackDay: "2026-11-25", callbackFrom: "10:00", callbackUntil: "12:00", note: " ok " };
  expect(bodyOf([], typed)).toEqual({ note: "ok" });
  expect(bodyOf(["promise_date", "promise_cents"], typed)).toEqual({ note: "ok", promise_date: "2026-11-27", promise_cents: 5000 });
  expect(bodyOf(["callback_from", "callback_until"], typed)).toEqual({
    note: "ok",
    callback_from: "2026-11-25T13:00:00.000Z",
    callback_until: "2026-11-25T15:00:00.000Z",
  });
});

test("the server's blame finds its place on the screen, or none", () => {
  expect(fieldBlamed("callback_from")).toBe("callbackFrom");
  expect(fieldBlamed("promise_cents")).toBe("promiseAmount");
  expect(fieldBlamed("disposition")).toBeNull();
  expect(fieldBlamed(null)).toBeNull();
});
