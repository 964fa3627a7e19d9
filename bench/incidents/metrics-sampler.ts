import { appendFileSync, existsSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ShopDatabase } from './shop-database.ts';

/** Scrapes the shop, its machine, its disk and its database every two seconds. */
export interface MetricsSampler {
  readonly jumpClock: (ms: number) => void;
  readonly stop: () => Promise<void>;
}

export interface MetricsSamplerOptions {
  readonly folder: string;
  readonly disk: string;
  /** Throttled time of all versions of the shop since the first was started. */
  readonly throttledSeconds: () => number;
  readonly database: ShopDatabase;
  /** null: no version is in use yet. */
  readonly shop: () => { readonly port: number; readonly pid: number | undefined } | null;
}

const EVERY_MS = 2_000;
const SCRAPE_LIMIT_MS = 1_500;
const ACTIVITY = `SELECT count(*) FILTER (WHERE state = 'active') AS active,
    count(*) FILTER (WHERE wait_event_type = 'Lock') AS waiting,
    (SELECT sum(seq_tup_read) FROM pg_stat_user_tables) AS read_in_scans
  FROM pg_stat_activity WHERE backend_type = 'client backend'`;

/** Writes timestamped Prometheus text to `metrics.prom`, as each source's exporter reports it. */
export function startMetricsSampler({
  folder,
  disk,
  throttledSeconds,
  database,
  shop,
}: MetricsSamplerOptions): MetricsSampler {
  let isStopped = false;
  let offMs = 0;
  const waiting = waitingOf(() => shop()?.pid);
  const sample = async (): Promise<void> => {
    const at = Date.now() + offMs;
    const texts = await Promise.all([
      ofShop(shop()?.port ?? null),
      ofDatabase(database).catch(() => ''),
      ofMachine(disk, throttledSeconds(), waiting()),
    ]);
    const lines = texts
      .join('')
      .split('\n')
      .filter((line) => line !== '');
    const stamped = lines.map((line) => (line.startsWith('#') ? line : `${line} ${at}`));
    appendFileSync(join(folder, 'metrics.prom'), `${stamped.join('\n')}\n`);
  };
  const done = (async () => {
    while (!isStopped) {
      await sample();
      await sleep(EVERY_MS);
    }
  })();
  return {
    jumpClock: (ms) => {
      offMs += ms;
    },
    stop: async () => {
      isStopped = true;
      await done;
    },
  };
}

async function ofShop(port: number | null): Promise<string> {
  if (port === null) return '';
  const signal = AbortSignal.timeout(SCRAPE_LIMIT_MS);
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal }).catch(() => null);
  return answer === null ? '' : await answer.text().catch(() => '');
}

async function ofDatabase(database: ShopDatabase): Promise<string> {
  const [row] = await database.run(ACTIVITY);
  return `pg_stat_activity_active ${row?.active}
pg_locks_waiting ${row?.waiting}
# TYPE pg_seq_scan_rows_total counter
pg_seq_scan_rows_total ${row?.read_in_scans}
`;
}

/**
 * Returns a counter of the seconds that the shop waited for a processor while runnable, across all
 * its versions. It covers the shop rather than the machine, since other work runs during a bench of
 * several hours.
 */
function waitingOf(pid: () => number | undefined): () => number {
  let seconds = 0;
  let last: { readonly pid: number; readonly seconds: number } | null = null;
  return () => {
    const now = pid();
    const file = `/proc/${now}/schedstat`;
    if (now === undefined || !existsSync(file)) return seconds;
    const waited = Number(readFileSync(file, 'utf8').split(' ')[1]) / 1e9;
    seconds += waited - (last?.pid === now ? last.seconds : 0);
    last = { pid: now, seconds: waited };
    return seconds;
  };
}

function ofMachine(disk: string, throttledSeconds: number, waitedSeconds: number): string {
  const { blocks, bavail } = statfsSync(disk);
  return `container_pressure_cpu_waiting_seconds_total ${waitedSeconds}
node_disk_used_percent{mount="data"} ${(100 * (1 - bavail / blocks)).toFixed(2)}
container_cpu_cfs_throttled_seconds_total ${throttledSeconds}
`;
}
