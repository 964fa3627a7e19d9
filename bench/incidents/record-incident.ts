import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { unmountLeftovers } from '../../test/support/mount-disk.ts';
import type { PlantedIncident } from './planted-incidents.ts';
import type { ShopDatabase } from './shop-database.ts';
import { createShopRepository } from './shop-repository.ts';
import { openShopStack } from './shop-stack.ts';

/** Recording of a planted incident; its folder has the logs, the metrics and the repository. */
export interface RecordedIncident {
  /** First moment under full load, the moment that it was planted, and the last: ISO 8601. */
  readonly since: string;
  readonly began: string;
  readonly until: string;
  /** Commit deployed at that moment; null: none. */
  readonly commit: string | null;
}

/** File in the folder of a recording, written once the recording is complete. */
export const RECORDING_FILE = 'recorded.json';
const HEALTHY_MS = 120_000;
const INCIDENT_MS = 80_000;
/** Until connections are open and code is compiled. */
const WARM_UP_MS = 8_000;
/** Minimum requests a second, of the hundred that the load should generate. */
const LEAST_RATE = 80;
/** A release is committed that long before it is deployed. */
const COMMITTED_BEFORE_MS = 10 * 60_000;

/** Plays an incident, or reads its earlier recording. */
export async function recordIncident(
  planted: PlantedIncident,
  folder: string,
  database: () => Promise<ShopDatabase>,
  onLog: (file: string | null) => void,
): Promise<RecordedIncident> {
  const file = join(folder, RECORDING_FILE);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  // An interrupted recording may have left its small disk mounted.
  unmountLeftovers(folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const open = await database();
  const repository = createShopRepository(join(folder, 'shop'), new Date());
  await open.reset(readFileSync(join(repository.folder, 'migrations/001.sql'), 'utf8'));
  onLog(join(folder, 'postgresql.log'));
  const stack = await openShopStack({ folder, repository, database: open });
  try {
    await stack.deploy('v1');
    const deployments = [`${new Date(Date.now() - 86_400_000).toISOString()},v1,v1`];
    stack.load({ seconds: (WARM_UP_MS + HEALTHY_MS + INCIDENT_MS) / 1_000 + 5 });
    await sleep(WARM_UP_MS);
    const since = new Date().toISOString();
    const commit =
      planted.release === undefined
        ? null
        : repository.release(
            'v2',
            planted.release(),
            new Date(Date.now() + HEALTHY_MS - COMMITTED_BEFORE_MS),
          );
    await sleep(HEALTHY_MS);
    expectLoad(join(folder, 'access.log'));
    const began = new Date().toISOString();
    if (commit !== null) {
      await stack.deploy('v2');
      deployments.push(`${new Date().toISOString()},v2,${commit}`);
    }
    await planted.act?.(stack);
    await sleep(INCIDENT_MS);
    const until = new Date().toISOString();
    const table = `time,version,commit\n${deployments.join('\n')}\n`;
    writeFileSync(join(folder, 'deploys.csv'), table);
    const recorded: RecordedIncident = { since, began, until, commit };
    writeFileSync(`${file}.new`, JSON.stringify(recorded, null, 2));
    return recorded;
  } finally {
    await stack.close();
    onLog(null);
    if (existsSync(`${file}.new`)) {
      hideNumbers(join(folder, 'metrics.prom'), planted.hides ?? null);
      renameSync(`${file}.new`, file);
    }
    for (const tag of ['v1', 'v2'])
      rmSync(join(folder, `version-${tag}`), { recursive: true, force: true });
  }
}

/** Fails if load was too low to judge the shop: the machine was busy, or k6 did not start. */
function expectLoad(log: string): void {
  const rate =
    (readFileSync(log, 'utf8').split('\n').length - 1) / ((WARM_UP_MS + HEALTHY_MS) / 1_000);
  if (rate < LEAST_RATE)
    throw new Error(`the shop was asked ${rate.toFixed(0)} times a second only`);
}

function hideNumbers(file: string, hidden: RegExp | null): void {
  if (hidden === null) return;
  const kept = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !hidden.test(line));
  writeFileSync(file, kept.join('\n'));
}
