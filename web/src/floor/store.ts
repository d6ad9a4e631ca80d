import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { get, post } from "../api/http";
import type { Campaign, Floor } from "../api/schema";
import { onLive, onReconnect } from "../live/stream";

export const floor = signal<Floor | null>(null);

export function hearFloor(heard: Floor): void {
  const known = floor.peek();
  if (known && Date.parse(heard.now) < Date.parse(known.now)) return;
  floor.value = heard;
}

export async function fetchFloor(): Promise<void> {
  hearFloor(await get<Floor>("/api/floor"));
}

export function setCampaignStatus(id: number, status: "running" | "paused"): Promise<Campaign> {
  return post<Campaign>(`/api/campaigns/${id}/status`, { status });
}

export function useFloorNews(): void {
  useEffect(() => {
    const refetch = (): void => void fetchFloor().catch(() => undefined);
    refetch();
    const undo = [onLive("floor", hearFloor), onReconnect(refetch)];
    return () => undo.forEach((stop) => stop());
  }, []);
}
