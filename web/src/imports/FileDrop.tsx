import { useState } from "preact/hooks";

import { Field } from "../parts/Field";
import { Icon } from "../parts/Icon";
import { t } from "../text";

interface DropProps {
  id: string;
  label: string;
  hint?: string;
  chosen: File | null;
  onChoose: (file: File | null) => void;
  small?: boolean;
}

/** A file field as large as a target for dropping; the browser's own field does both. */
export function FileDrop({ id, label, hint, chosen, onChoose, small = false }: DropProps) {
  const texts = t().manage.imports;
  const [over, setOver] = useState(false);
  return (
    <Field id={id} label={label} hint={hint}>
      <div class={`drop${small ? " small" : ""}${over ? " over" : ""}${chosen ? " full" : ""}`} onDragEnter={() => setOver(true)} onDragLeave={() => setOver(false)} onDrop={() => setOver(false)} role="presentation">
        <Icon name={chosen ? "check" : "upload"} />
        <span>{chosen ? texts.chosen(chosen.name, sizeOf(chosen)) : texts.drop}</span>
        <input id={id} type="file" accept={small ? undefined : ".csv,.txt,text/csv"} onChange={(event) => onChoose(event.currentTarget.files?.[0] ?? null)} data-testid={`import-${id}`} />
      </div>
    </Field>
  );
}

function sizeOf(file: File): string {
  return file.size < 1_000_000 ? `${Math.ceil(file.size / 1000)} kB` : `${(file.size / 1_000_000).toLocaleString("pt-BR", { maximumFractionDigits: 1 })} MB`;
}
