import {
  addDecision,
  type Decision,
  readDecisions,
} from '../../harness/history/store/decisions.ts';
import type { HistoryStore } from '../../harness/history/store/history-store.ts';
import type { Host } from '../../harness/host.ts';
import type { HistoryPlace } from './history-place.ts';
import { openHistory } from './open-history.ts';

/** Decisions about changes, oldest first: by all who share a store, or in the state folder. */
export async function decisionsOf(
  files: Host['files'],
  { stateFolder, database }: HistoryPlace,
  store: HistoryStore,
): Promise<readonly Decision[]> {
  return database === null ? readDecisions(files, stateFolder) : store.decisions();
}

/** Keeps one where all who look at the history see it. */
export async function keepDecision(
  host: Host,
  place: HistoryPlace,
  decision: Decision,
): Promise<void> {
  if (place.database === null) {
    addDecision(host.files, place.stateFolder, decision);
    return;
  }
  const { store } = await openHistory(host, place);
  try {
    await store.addDecisions([decision]);
  } finally {
    await store.close();
  }
}
