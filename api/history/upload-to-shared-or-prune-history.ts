import type { HistoryStore } from '../../harness/history/store/history-store.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import type { HistoryRetention } from '../../harness/scenario/schema/config-schema.ts';
import {
  type HistoryStorageLocation,
  resolveHistoryStorageLocation,
} from './history-storage-location.ts';
import { openHistory, withHistory } from './open-history.ts';
import { type PruneCutoff, pruneHistoryStore } from './prune-history.ts';

/** Limit of a command's wait for a shared database at its end, milliseconds. */
const HAND_OVER_MS = 5_000;
/**
 * Uploads new measurements to the shared database, waiting 5 s at most, or removes runs that are
 * past `history.keep`. A failure affects no measurement, and the next call catches up.
 * @returns Problems, one line each.
 */
export async function uploadOrPruneHistory(
  host: Host,
  config: Config,
  limitMs = HAND_OVER_MS,
): Promise<readonly string[]> {
  const { historyUrl, historyPush, historyKeep } = config;
  if (historyUrl === null) return historyKeep === null ? [] : removePast(host, config, historyKeep);
  // A machine without the environment variable does not take part in the shared history.
  const isElsewhere = !historyUrl.includes('://') && (host.env[historyUrl] ?? '') === '';
  return historyPush && !isElsewhere ? handOver(host, config, limitMs) : [];
}

/**
 * Removes runs past `history.keep`, in a shared history those of all users, and returns the number
 * removed.
 * @throws UserError if the configuration keeps everything, or limits the number of runs of a shared
 * history.
 */
export async function pruneByRetention(host: Host, config: Config): Promise<number> {
  const { historyKeep: keep } = config;
  if (keep === null) throw nothingSaid();
  const place = resolveHistoryStorageLocation(host, config);
  if (place.database !== null && keep.type === 'runs') throw countedForAll();
  return withHistory(host, place, async ({ store }) =>
    pruneHistoryStore(host, place.stateFolder, store, await limitOf(host, store, keep)),
  );
}

async function handOver(host: Host, config: Config, limitMs: number): Promise<readonly string[]> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limitMs);
  try {
    const place = resolveHistoryStorageLocation(host, config);
    const { store } = await openHistory(host, place, {
      connectMs: limitMs,
      signal: stop.signal,
    });
    await store.close();
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const why = stop.signal.aborted
      ? `The history database did not respond within ${limitMs / 1_000} s.`
      : error.message;
    return [`${why} The measurements are stored locally and will be uploaded next time.`];
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Prunes expired runs, unless more than half would go at once, which is reported instead: a clock
 * that is years ahead would make every run look expired.
 */
async function removePast(
  host: Host,
  config: Config,
  keep: HistoryRetention,
): Promise<readonly string[]> {
  try {
    const place: HistoryStorageLocation = { stateFolder: config.stateFolder, database: null };
    return await withHistory(host, place, async ({ store }) => {
      const limit = await limitOf(host, store, keep);
      const { all, past } = await countPast(store, limit);
      if (past === 0) return [];
      if (past > all / 2) {
        return [
          `${past} of ${all} history runs are beyond the history.keep limit. More than half of the history is never removed automatically; to remove these runs: perf-harness history prune`,
        ];
      }
      await pruneHistoryStore(host, place.stateFolder, store, limit);
      return [];
    });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [`${error.message} Runs beyond the history.keep limit are not removed for now.`];
  }
}

async function limitOf(
  { clock }: Host,
  store: HistoryStore,
  keep: HistoryRetention,
): Promise<PruneCutoff> {
  if (keep.type === 'runs') return store.oldestOfNewest(keep.count, clock.now());
  return new Date(clock.now().getTime() - keep.ageMs).toISOString();
}

async function countPast(
  store: HistoryStore,
  limit: PruneCutoff,
): Promise<{ readonly all: number; readonly past: number }> {
  if (typeof limit === 'string') {
    const { all, before } = await store.count(limit);
    return { all, past: before };
  }
  let past = 0;
  for (const [scenario, moment] of limit) past += (await store.count(moment, scenario)).before;
  return { all: (await store.count(new Date(0).toISOString())).all, past };
}

function nothingSaid(): UserError {
  return new UserError({
    code: 'history-keep',
    message: 'No age limit is set for removing runs.',
    remedy:
      'Set the limit with --before, such as --before 2y, or with history.keep in the configuration.',
  });
}

function countedForAll(): UserError {
  return new UserError({
    code: 'history-keep',
    message:
      'history.keep is set to a number of runs, which is not supported for a shared history.',
    remedy: 'Set history.keep to an age, such as "2y".',
  });
}
