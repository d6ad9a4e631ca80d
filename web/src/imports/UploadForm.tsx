import { useEffect, useRef, useState } from "preact/hooks";

import { get } from "../api/http";
import type { Portfolio } from "../api/schema";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { Icon } from "../parts/Icon";
import { Panel } from "../parts/Panel";
import { sentenceFor, tell } from "../parts/Toasts";
import { t } from "../text";
import { hearImport } from "./store";
import { uploadPortfolio } from "./upload";

export function UploadForm() {
  const texts = t().manage.imports;
  const form = useRef<HTMLFormElement>(null);
  const [portfolios, setPortfolios] = useState<Portfolio[]>([]);
  const [chosen, setChosen] = useState<File | null>(null);
  const [percent, setPercent] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => void get<Portfolio[]>("/api/portfolios").then(setPortfolios, () => undefined), []);

  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const data = new FormData(form.current ?? undefined);
    const portfolio = String(data.get("portfolio") ?? "").trim();
    const mapping = data.get("mapping");
    setProblem(chosen && portfolio ? null : texts.missing);
    if (!chosen || !portfolio) return;
    setPercent(0);
    try {
      hearImport(await uploadPortfolio(chosen, portfolio, mapping instanceof File && mapping.size > 0 ? mapping : null, setPercent));
      tell(texts.sent);
      form.current?.reset();
      setChosen(null);
    } catch (error) {
      setProblem(sentenceFor(error));
    }
    setPercent(null);
  };
  return (
    <Panel title={texts.upload} testId="upload">
      <form class="form" ref={form} onSubmit={(event) => void send(event)} noValidate>
        <p class="soft small">{texts.lead}</p>
        <Field id="portfolio" label={texts.portfolio} hint={texts.portfolioHint}>
          <input id="portfolio" name="portfolio" class="input" list="portfolios" maxLength={120} required autocomplete="off" aria-describedby="portfolio-hint" data-testid="import-portfolio" />
          <datalist id="portfolios">{portfolios.map((portfolio) => <option key={portfolio.id} value={portfolio.name} />)}</datalist>
        </Field>
        <FileDrop chosen={chosen} onChoose={setChosen} />
        <Field id="mapping" label={texts.mapping} hint={texts.mappingHint}>
          <input id="mapping" name="mapping" type="file" class="input" aria-describedby="mapping-hint" />
        </Field>
        <div role="alert">{problem && <p class="notice bad">{problem}</p>}</div>
        {percent !== null && <progress class="progress" max={100} value={percent} aria-label={texts.sending(percent)} />}
        <Button kind="primary" type="submit" icon="upload" busy={percent !== null} testId="import-start">
          {percent === null ? texts.start : texts.sending(percent)}
        </Button>
      </form>
    </Panel>
  );
}

/** A file field as large as a target for dropping; the browser's own field does both. */
function FileDrop({ chosen, onChoose }: { chosen: File | null; onChoose: (file: File | null) => void }) {
  const texts = t().manage.imports;
  const [over, setOver] = useState(false);
  return (
    <Field id="file" label={texts.file}>
      <div class={`drop${over ? " over" : ""}${chosen ? " full" : ""}`} onDragEnter={() => setOver(true)} onDragLeave={() => setOver(false)} onDrop={() => setOver(false)} role="presentation">
        <Icon name={chosen ? "check" : "upload"} />
        <span>{chosen ? texts.chosen(chosen.name, sizeOf(chosen)) : texts.drop}</span>
        <input id="file" type="file" accept=".csv,.txt,text/csv" required onChange={(event) => onChoose(event.currentTarget.files?.[0] ?? null)} data-testid="import-file" />
      </div>
    </Field>
  );
}

function sizeOf(file: File): string {
  return file.size < 1_000_000 ? `${Math.ceil(file.size / 1000)} kB` : `${(file.size / 1_000_000).toLocaleString("pt-BR", { maximumFractionDigits: 1 })} MB`;
}
