import { useEffect, useState } from "preact/hooks";

import { get } from "../api/http";
import type { RecordingItem, RecordingPage } from "../api/schema";
import { usePageTitle } from "../app/page_title";
import { go, query } from "../app/router";
import { onReconnect } from "../live/stream";
import { Badge, GROUP_TONES } from "../parts/Badge";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Icon } from "../parts/Icon";
import { Panel } from "../parts/Panel";
import { tellError } from "../parts/Toasts";
import { count, duration, shortDateTime } from "../time/format";
import { t } from "../text";
import { FilterBar } from "./Filters";
import { filtersFrom, searchOf } from "./filters";
import "./recordings.css";

export function RecordingList() {
  const texts = t().recordings;
  usePageTitle(texts.title);
  const filters = filtersFrom(query.value);
  const search = searchOf(filters);
  const [page, setPage] = useState<RecordingPage | null>(null);
  useEffect(() => {
    let current = true;
    const fetchPage = (): void => {
      get<RecordingPage>(`/api/recordings${search}`).then((found) => current && setPage(found), tellError);
    };
    fetchPage();
    const undo = onReconnect(fetchPage);
    return () => {
      current = false;
      undo();
    };
  }, [search]);
  const pages = page ? Math.max(1, Math.ceil(page.total / page.page_size)) : 1;
  const turn = (to: number): void => go(`/gravacoes${searchOf({ ...filters, page: to })}`);
  return (
    <>
      <h1 class="visually-hidden">{texts.title}</h1>
      <FilterBar filters={filters} />
      <Panel title={texts.title} class="recordings" testId="recordings" aside={page && <span class="soft figures small">{texts.found(count(page.total))}</span>}>
        {page === null && <p class="panel-body soft" role="status">{t().common.loading}</p>}
        {page?.items.length === 0 && <Empty title={texts.empty} hint={texts.emptyHint} />}
        {page && page.items.length > 0 && <Table items={page.items} />}
        {pages > 1 && (
          <nav class="pager" aria-label={texts.title}>
            <span class="figures">{texts.page(filters.page, pages)}</span>
            <Button small disabled={filters.page <= 1} onClick={() => turn(filters.page - 1)}>{texts.previous}</Button>
            <Button small disabled={filters.page >= pages} onClick={() => turn(filters.page + 1)}>{texts.next}</Button>
          </nav>
        )}
      </Panel>
    </>
  );
}

function Table({ items }: { items: RecordingItem[] }) {
  const { columns } = t().recordings;
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.at}</th>
            <th scope="col">{columns.debtor}</th>
            <th scope="col">{columns.campaign}</th>
            <th scope="col">{columns.result}</th>
            <th scope="col">{columns.agent}</th>
            <th scope="col" class="right">{columns.length}</th>
            <th scope="col" class="right">{columns.score}</th>
            <th scope="col">{columns.marks}</th>
          </tr>
        </thead>
        <tbody>{items.map((item) => <Row key={item.attempt_id} item={item} />)}</tbody>
      </table>
    </div>
  );
}

function Row({ item }: { item: RecordingItem }) {
  const texts = t().recordings;
  return (
    <tr data-testid="recording" data-attempt-id={item.attempt_id}>
      <td class="figures"><a href={`/gravacoes/${item.attempt_id}`}>{shortDateTime(item.started_at)}</a></td>
      <td><div class="clip">{item.debtor_first_name} <span class="soft figures">{item.phone_masked}</span></div></td>
      <td><div class="clip">{item.campaign}</div></td>
      <td>{item.disposition ? <Badge tone={GROUP_TONES[item.group ?? ""] ?? "calm"}>{item.own_label ?? t().dispositions[item.disposition]}</Badge> : t().common.none}</td>
      <td><div class="clip">{item.agent ?? <span class="soft">{texts.detail.ura}</span>}</div></td>
      <td class="figures right">{item.duration_ms === null ? t().common.none : duration(item.duration_ms)}</td>
      <td class="figures right">{item.score === null ? t().common.none : item.score.toLocaleString("pt-BR", { maximumFractionDigits: 1 })}</td>
      <td>
        <span class="marks">
          {item.for_training && <span title={texts.training}><Icon name="star" /><span class="visually-hidden">{texts.training}</span></span>}
          {item.comments > 0 && <span class="figures" title={texts.comments(item.comments)}><Icon name="comment" /> {item.comments}</span>}
          {item.problem && <Badge tone="bad">{texts.detail.problem}</Badge>}
        </span>
      </td>
    </tr>
  );
}
