import { useEffect, useState } from "preact/hooks";

import { get } from "../api/http";
import type { Notice, NoticeList, NoticeState } from "../api/schema";
import { usePageTitle } from "../app/page_title";
import "../campaigns/campaigns.css";
import { Badge, type Tone } from "../parts/Badge";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Panel } from "../parts/Panel";
import { tellError } from "../parts/Toasts";
import { t } from "../text";
import { shortDateTime } from "../time/format";

const STATES: readonly NoticeState[] = ["queued", "accepted", "delivered", "failed", "dropped"];
const REFETCH_MS = 5000;

/** Messages to debtors, the newest first: to whom (masked), by which channel, and what became of each. */
export function NoticesScreen() {
  const texts = t().notices;
  usePageTitle(texts.title);
  const [state, setState] = useState<NoticeState | "">("");
  const [page, setPage] = useState(1);
  const [list, setList] = useState<NoticeList | null>(null);
  useEffect(() => {
    const wanted = new URLSearchParams({ page: String(page), ...(state ? { state } : {}) });
    let current = true;
    const fetchList = async (): Promise<void> => {
      try {
        const told = await get<NoticeList>(`/api/notices?${wanted}`);
        if (current) setList(told);
      } catch (error) {
        tellError(error);
      }
    };
    void fetchList();
    const timer = setInterval(() => void fetchList(), REFETCH_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [state, page]);
  const choose = (chosen: string): void => {
    setState(STATES.find((one) => one === chosen) ?? "");
    setPage(1);
  };
  return (
    <div class="manage">
      <h1 class="visually-hidden">{texts.title}</h1>
      <Panel title={texts.title} testId="notices" aside={
        <select class="input" aria-label={texts.state} value={state} onChange={(event) => choose(event.currentTarget.value)} data-testid="notices-state">
          <option value="">{texts.all}</option>
          {STATES.map((one) => <option key={one} value={one}>{`${texts.states[one]} (${list?.counts[one] ?? 0})`}</option>)}
        </select>
      }>
        {list === null && <p class="panel-body soft" role="status">{t().common.loading}</p>}
        {list?.items.length === 0 && <Empty title={texts.empty} hint={texts.emptyHint} />}
        {list && list.items.length > 0 && <NoticeTable items={list.items} />}
        {list && list.total > list.page_size && (
          <p class="panel-body">
            <Button small onClick={() => setPage(page - 1)} disabled={page === 1}>{texts.newer}</Button>
            <Button small onClick={() => setPage(page + 1)} disabled={page * list.page_size >= list.total}>{texts.older}</Button>
          </p>
        )}
      </Panel>
    </div>
  );
}

function NoticeTable({ items }: { items: readonly Notice[] }) {
  const columns = t().notices.columns;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={t().common.tableOf(t().notices.title)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.at}</th>
            <th scope="col">{columns.kind}</th>
            <th scope="col">{columns.to}</th>
            <th scope="col">{columns.protocol}</th>
            <th scope="col">{columns.state}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.id} data-testid="notice-row" data-state={one.state}>
              <td>{shortDateTime(one.requested_at)}</td>
              <td><b>{one.kind_label}</b><small>{one.portfolio}</small></td>
              <td><b>{one.debtor_first_name}</b><small>{`${one.channel_label} ${one.address_masked}`}</small></td>
              <td>{one.protocol}</td>
              <td><Badge tone={TONES[one.state]}>{one.state_label}</Badge>{one.reason_label && <small>{one.reason_label}</small>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const TONES: Record<NoticeState, Tone> = { queued: "coming", accepted: "busy", delivered: "good", failed: "bad", dropped: "calm" };
