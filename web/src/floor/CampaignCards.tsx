import { useState } from "preact/hooks";

import type { FloorCampaign } from "../api/schema";
import { Badge, STATUS_TONES } from "../parts/Badge";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Progress } from "../parts/Progress";
import { tellError } from "../parts/Toasts";
import { count, wholeReais } from "../time/format";
import { t } from "../text";
import { fetchFloor, setCampaignStatus } from "./store";

export function CampaignCards({ campaigns }: { campaigns: FloorCampaign[] }) {
  const texts = t().floor;
  if (campaigns.length === 0) {
    return <div class="panel"><Empty title={texts.campaignsEmpty} hint={texts.campaignsEmptyHint} /></div>;
  }
  return <div class="cards">{campaigns.map((campaign) => <Card key={campaign.id} campaign={campaign} />)}</div>;
}

function Card({ campaign }: { campaign: FloorCampaign }) {
  const texts = t().floor.card;
  const id = `campaign-${campaign.id}`;
  return (
    <article class="panel card" aria-labelledby={id} data-testid="campaign" data-campaign-id={campaign.id} data-status={campaign.status}>
      <header>
        <h3 id={id}>{campaign.name}<small>{t().floor.dialModes[campaign.dial_mode] ?? campaign.dial_mode}</small></h3>
        <CampaignStatusBadge status={campaign.status} />
      </header>
      <Progress label={campaign.name} value={campaign.leads_done} max={campaign.leads_total} />
      <dl class="figures">
        <div><dt>{texts.live}</dt><dd>{campaign.live_calls}<span class="soft">/{campaign.concurrent_calls}</span></dd></div>
        <div><dt>{texts.answered}</dt><dd>{count(campaign.answered)}</dd></div>
        <div><dt>{texts.agreements}</dt><dd>{count(campaign.agreements)}</dd></div>
        <div><dt>{texts.recovered}</dt><dd>{wholeReais(campaign.agreed_cents)}</dd></div>
      </dl>
      {campaign.pacing && <p class="soft small" data-testid="pacing">{campaign.pacing}</p>}
      <footer>
        <span class="figures">{texts.progress(count(campaign.leads_done), count(campaign.leads_total))}</span>
        <CampaignSwitch id={campaign.id} name={campaign.name} status={campaign.status} onDone={() => void fetchFloor().catch(() => undefined)} />
      </footer>
    </article>
  );
}

export function CampaignStatusBadge({ status }: { status: string }) {
  const words: Record<string, string> = { running: t().floor.card.running, paused: t().floor.card.paused, finished: t().floor.card.finished };
  return <Badge tone={STATUS_TONES[status] ?? "calm"}>{words[status] ?? status}</Badge>;
}

/** Starts a paused campaign, pauses a running one, starts a finished one again with whom imports brought since. */
export function CampaignSwitch({ id, name, status, onDone }: { id: number; name: string; status: string; onDone: () => void }) {
  const [busy, setBusy] = useState(false);
  const texts = t().floor.card;
  const running = status === "running";
  const flip = async (): Promise<void> => {
    setBusy(true);
    await setCampaignStatus(id, running ? "paused" : "running").then(onDone, tellError);
    setBusy(false);
  };
  const word = running ? texts.pause : status === "finished" ? texts.restart : texts.start;
  return (
    <Button small kind={running ? "secondary" : "primary"} icon={running ? "pause" : "play"} label={`${word}: ${name}`} busy={busy} onClick={() => void flip()} testId={running ? "campaign-pause" : "campaign-start"}>
      {word}
    </Button>
  );
}
