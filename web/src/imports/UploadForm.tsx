import { useEffect, useRef, useState } from "preact/hooks";

import { get } from "../api/http";
import type { Portfolio } from "../api/schema";
import { Button } from "../parts/Button";
import { Field } from "../parts/Field";
import { Progress } from "../parts/Progress";
import { Panel } from "../parts/Panel";
import { sentenceFor, tell } from "../parts/Toasts";
import { t } from "../text";
import { FileDrop } from "./FileDrop";
import { hearImport } from "./store";
import { uploadPortfolio } from "./upload";

export function UploadForm() {
  const texts = t().manage.imports;
  const form = useRef<HTMLFormElement>(null);
  const [portfolios, setPortfolios] = useState<Portfolio[]>([]);
  const [chosen, setChosen] = useState<File | null>(null);
  const [mapping, setMapping] = useState<File | null>(null);
  const [percent, setPercent] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => void get<Portfolio[]>("/api/portfolios").then(setPortfolios, () => undefined), []);

  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const data = new FormData(form.current ?? undefined);
    const portfolio = String(data.get("portfolio") ?? "").trim();
    setProblem(chosen && portfolio ? null : texts.missing);
    if (!chosen || !portfolio) return;
    setPercent(0);
    try {
      hearImport(await uploadPortfolio(chosen, portfolio, mapping, setPercent));
      tell(texts.sent);
      form.current?.reset();
      setChosen(null);
      setMapping(null);
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
        <FileDrop id="file" label={texts.file} chosen={chosen} onChoose={setChosen} />
        <FileDrop id="mapping" label={texts.mapping} hint={texts.mappingHint} chosen={mapping} onChoose={setMapping} small />
        <div role="alert">{problem && <p class="notice bad">{problem}</p>}</div>
        {percent !== null && <Progress label={texts.sending(percent)} value={percent} />}
        <Button kind="primary" type="submit" icon="upload" busy={percent !== null} testId="import-start">
          {percent === null ? texts.start : texts.sending(percent)}
        </Button>
      </form>
    </Panel>
  );
}
