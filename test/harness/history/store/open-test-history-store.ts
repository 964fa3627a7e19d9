import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHistoryStore } from '../../../../harness/history/store/history-store.ts';
import { openSqlite } from '../../../../harness/history/store/sqlite-database.ts';
import { createHost } from '../../../../harness/host.ts';

export const { files } = createHost();

/** An empty folder. */
export function createEmptyFolder(): string {
  return mkdtempSync(join(tmpdir(), 'perf-harness-history-'));
}

/** Opens a store in a new file, or in the given file. */
export async function openTestHistoryStore(
  path = join(createEmptyFolder(), 'history.sqlite'),
  busyMs?: number,
) {
  return { path, store: await createHistoryStore(await openSqlite(path, busyMs)) };
}

/** Returns the values of one series, in the order of measurement. */
export async function readSeriesValues(
  store: Awaited<ReturnType<typeof openTestHistoryStore>>['store'],
): Promise<Record<string, readonly number[]>> {
  const values: Record<string, readonly number[]> = {};
  for (const series of await store.series()) {
    const points = await store.points(series);
    values[`${series.scenario} ${series.metric} ${series.machine}`] = points.map(
      ({ center }) => center,
    );
  }
  return values;
}
