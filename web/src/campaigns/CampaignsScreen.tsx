import { useEffect, useState } from "preact/hooks";

import { get } from "../api/http";
import type { Campaign, FloorCampaign } from "../api/schema";
import { usePageTitle } from "../app/page_title";
import { CampaignStatusBadge, CampaignSwitch } from "../floor/CampaignCards";
import "../floor/floor.css";
import { floor, useFloorNews } from "../floor/store";
import { onReconnect } from "../live/stream";
import { Empty } from "../parts/Empty";
import { Progress } from "../parts/Progress";
import { Panel } from "../parts/Panel";
import { tellError } from "../parts/Toasts";
import { count, wholeReais } from "../time/format";
import { t } from "../text";
import "./campaigns.css";
import { NewCampaignForm } from "./NewCampaignForm";

/** All campaigns, with today's figures from the floor where it has them. */
export function CampaignsScreen() {
  const texts = t().manage.campaigns;
  usePageTitle(texts.title);
  useFloorNews();
  const [campaigns, setCampaigns] = useState<Campaign[] | null>(null);
  const refetch = (): void => void get<Campaign[]>("/api/campaigns").then(setCampaigns, tellError);
  useEffect(() => {
    refetch();
    return onReconnect(refetch);
  }, []);
  const live = new Map(floor.value?.campaigns.map((campaign) => [campaign.id, campaign]));
  return (
    <div class="manage">
      <h1 class="visually-hidden">{texts.title}</h1>
      <Panel title={texts.title} class="campaigns" testId="campaigns">
        {campaigns === null && <p class="panel-body soft" role="status">{t().common.loading}</p>}
        {campaigns?.length === 0 && <Empty title={t().floor.campaignsEmpty} hint={t().floor.campaignsEmptyHint} />}
        {campaigns && campaigns.length > 0 && (
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  <th scope="col">{texts.columns.name}</th>
                  <th scope="col">{texts.columns.status}</th>
                  <th scope="col">{texts.columns.progress}</th>
                  <th scope="col" class="right">{texts.columns.live}</th>
                  <th scope="col" class="right">{texts.columns.agreements}</th>
                  <th scope="col" class="right">{texts.columns.recovered}</th>
                  <th scope="col"><span class="visually-hidden">{texts.columns.action}</span></th>
                </tr>
              </thead>
              <tbody>{campaigns.map((campaign) => <Row key={campaign.id} campaign={campaign} live={live.get(campaign.id)} onDone={refetch} />)}</tbody>
            </table>
          </div>
        )}
      </Panel>
      <div class="stack"><NewCampaignForm onCreated={refetch} /></div>
    </div>
  );
}

function Row({ campaign, live, onDone }: { campaign: Campaign; live: FloorCampaign | undefined; onDone: () => void }) {
  const status = live?.status ?? campaign.status;
  const done = live?.leads_done ?? campaign.leads_done;
  const total = live?.leads_total ?? campaign.leads_total;
  return (
    <tr data-testid="campaign-row" data-campaign-id={campaign.id} data-status={status}>
      <td><b>{campaign.name}</b><small>{campaign.portfolio} · {t().floor.dialModes[campaign.dial_mode] ?? campaign.dial_mode}</small></td>
      <td><CampaignStatusBadge status={status} /></td>
      <td>
        <Progress label={campaign.name} value={done} max={total} />
        <small class="figures">{t().floor.card.progress(count(done), count(total))}</small>
      </td>
      <td class="figures right">{live?.live_calls ?? 0}<span class="soft">/{campaign.concurrent_calls}</span></td>
      <td class="figures right">{count(live?.agreements ?? 0)}</td>
      <td class="figures right">{wholeReais(live?.agreed_cents ?? 0)}</td>
      <td class="right"><CampaignSwitch id={campaign.id} name={campaign.name} status={status} onDone={onDone} /></td>
    </tr>
  );
}
