import type { RequiredField } from "../api/schema";
import { Field } from "../parts/Field";
import { t } from "../text";
import { type Complaints, type DetailField, type Details, fieldsOf } from "./details";

interface Props {
  required: readonly RequiredField[];
  details: Details;
  complaints: Complaints;
  today: string;
  onChange: (field: DetailField, value: string) => void;
}

/** The fields that the chosen outcome asks for; they come with the choice and go with it. */
export function DetailFields({ required, details, complaints, today, onChange }: Props) {
  const texts = t().desk.wrap;
  const fields = fieldsOf(required).filter((field) => field !== "note");
  if (fields.length === 0) return null;
  return (
    <fieldset class="details" data-testid="details">
      <legend>{texts.detailsTitle}</legend>
      {fields.map((field) => (
        <Field key={field} id={field} label={texts.details[field]} error={complaints[field] ?? null}>
          <Entry field={field} value={details[field]} today={today} blamed={complaints[field] !== undefined} onChange={(value) => onChange(field, value)} />
        </Field>
      ))}
    </fieldset>
  );
}

interface EntryProps {
  field: DetailField;
  value: string;
  today: string;
  blamed: boolean;
  onChange: (value: string) => void;
}

function Entry({ field, value, today, blamed, onChange }: EntryProps) {
  const shared = {
    id: field,
    class: "input figures",
    required: true,
    autocomplete: "off",
    "aria-invalid": blamed,
    "aria-describedby": blamed ? `${field}-hint` : undefined,
    value,
    onInput: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
    "data-testid": field,
  } as const;
  if (field === "promiseAmount") return <input {...shared} type="text" inputMode="decimal" placeholder="0,00" />;
  if (field === "callbackFrom" || field === "callbackUntil") return <input {...shared} type="time" />;
  return <input {...shared} type="date" min={today} />;
}
