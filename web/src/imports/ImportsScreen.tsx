import { useEffect } from "preact/hooks";

import type { Import } from "../api/schema";
import { usePageTitle } from "../app/page_title";
import "../campaigns/campaigns.css";
import { onLive, onReconnect } from "../live/stream";
import { Badge } from "../parts/Badge";
import { Empty } from "../parts/Empty";
import { Icon } from "../parts/Icon";
import { Progress } from "../parts/Progress";
import { Panel } from "../parts/Panel";
import { tellError } from "../parts/Toasts";
import { count, shortDateTime } from "../time/format";
import { t } from "../text";
import { BlockLists } from "./BlockLists";
import "./imports.css";
import { fetchImports, hearImport, imports } from "./store";
import { UploadForm } from "./UploadForm";

export function ImportsScreen() {
  const texts = t().manage.imports;
  usePageTitle(texts.title);
  useEffect(() => {
    const refetch = (): void => void fetchImports().catch(tellError);
    refetch();
    const undo = [onLive("import", hearImport), onReconnect(refetch)];
    return () => undo.forEach((stop) => stop());
  }, []);
  const known = imports.value;
  return (
    <div class="manage">
      <h1 class="visually-hidden">{texts.title}</h1>
      <Panel title={texts.history} class="imports" testId="imports">
        {known === null && <p class="panel-body soft" role="status">{t().common.loading}</p>}
        {known?.length === 0 && <Empty title={texts.empty} hint={texts.emptyHint} />}
        <ul>{known?.map((run) => <Run key={run.id} run={run} />)}</ul>
      </Panel>
      <div class="stack"><UploadForm /><BlockLists /></div>
    </div>
  );
}

const TONES = { running: "alert", finished: "good", failed: "bad" } as const;

function Run({ run }: { run: Import }) {
  const texts = t().manage.imports;
  return (
    <li data-testid="import" data-import-id={run.id} data-status={run.status}>
      <header>
        <h3>{run.portfolio}</h3>
        <span class="soft small">{run.file_name} · <span class="figures">{shortDateTime(run.started_at)}</span></span>
        <Badge tone={TONES[run.status]}>{texts[run.status]}</Badge>
      </header>
      {run.status === "running" && <Progress label={`${texts.running}: ${run.file_name}`} />}
      {run.error && <p class="notice bad">{run.error}</p>}
      <dl class="figures">
        <Count name={texts.read} value={run.rows_read} />
        <Count name={texts.debtors} value={run.debtors_created} />
        <Count name={texts.debts} value={run.debts_created} />
        <Count name={texts.updated} value={run.debts_updated} />
        <Count name={texts.phones} value={run.phones_created} />
        <Count name={texts.rejected} value={run.rows_rejected} alarming />
      </dl>
      {run.rows_rejected > 0 && (
        <a href={`/api/imports/${run.id}/rejections.csv`} download data-testid="rejections"><Icon name="download" />{texts.download}</a>
      )}
    </li>
  );
}

function Count({ name, value, alarming = false }: { name: string; value: number; alarming?: boolean }) {
  return <div class={alarming && value > 0 ? "rejected" : ""}><dt>{name}</dt><dd>{count(value)}</dd></div>;
}
