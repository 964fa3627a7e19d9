/**
 * Accuracy of investigations of a real service: a shop of Fastify and PostgreSQL behind nginx, under
 * load of k6, in a repository with deployments, with fifteen incidents and eight decoys, three times
 * each. Recordings are stored and not played again: a later run investigates the same recordings.
 * Takes hours, can be stopped at any time and resumes.
 *
 *   npm run bench -- incidents                  all
 *   npm run bench -- incidents --quick          three incidents and a decoy, once; not published
 *   npm run bench -- incidents --only 'pool'    those whose names have that, in each of the plays asked for
 *   npm run bench -- incidents --plays 1        at most so many plays of each
 *   npm run bench -- incidents --play 3         the third alone, beside another on the other processor
 *   npm run bench -- incidents --record         plays what is missing, and judges nothing yet
 *   npm run bench -- incidents --recorded       those that were recorded, none is played
 *   npm run bench -- incidents --fresh          forgets what was recorded
 */
import '../harness/loader/register-self-reference.ts';
import { appendFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createHost } from '../harness/host.ts';
import { printBenchResult } from './bench-result.ts';
import { INVESTIGATION_SOURCES, investigateRecording } from './incidents/investigate-recording.ts';
import { DECOYS, INCIDENTS } from './incidents/planted-incidents.ts';
import { RECORDING_FILE, recordIncident } from './incidents/record-incident.ts';
import { openShopDatabase, type ShopDatabase } from './incidents/shop-database.ts';
import { type JudgedIncident, summariseIncidents } from './incidents/summarise-incidents.ts';

const PLAYS = 3;
const QUICK = ['pool from 50 to 20', 'cache removed', 'slow downstream', 'traffic threefold'];

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    fresh: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
    recorded: { type: 'boolean', default: false },
    only: { type: 'string' },
    plays: { type: 'string', default: String(PLAYS) },
    play: { type: 'string' },
  },
});
/** Outside this repository, so that an investigation that must have no repository finds none. */
const kept = join(tmpdir(), 'perf-harness-bench-incidents');
if (values.fresh) rmSync(kept, { recursive: true, force: true });

const host = createHost();
let log: string | null = null;
let database: Promise<ShopDatabase> | null = null;
const openDatabase = (): Promise<ShopDatabase> => {
  database ??= openShopDatabase(host, (line) => {
    if (log !== null) appendFileSync(log, `${line}\n`);
  });
  return database;
};
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.once(name, () => void host.processes.close().then(() => process.exit(130)));

const judged: JudgedIncident[] = [];
const plays = values.quick ? 1 : Number(values.plays);
const asked =
  values.play === undefined
    ? Array.from({ length: plays }, (_, index) => index + 1)
    : [Number(values.play)];
try {
  for (const play of asked) {
    for (const planted of [...INCIDENTS, ...DECOYS].filter(({ name }) => isAsked(name))) {
      const folder = join(kept, `${planted.name.replaceAll(/[^a-z0-9]+/gu, '-')}-${play}`);
      if (values.recorded && !existsSync(join(folder, RECORDING_FILE))) continue;
      const recorded = await recordIncident(planted, folder, openDatabase, (file) => {
        log = file;
      });
      if (values.record) {
        console.error(`${planted.name} (${play}): recorded`);
        continue;
      }
      // Concurrently, since only their results are judged, not their duration.
      const [all, without] = await Promise.all([
        investigateRecording(folder, planted, recorded, null),
        Promise.all(
          INVESTIGATION_SOURCES.map(async (source) => ({
            ...(await investigateRecording(folder, planted, recorded, source)),
            source,
          })),
        ),
      ]);
      judged.push({ planted, play, all, without });
      const off = all.offSeconds === null ? 'no beginning' : `${all.offSeconds.toFixed(0)} s off`;
      console.error(
        `${planted.name} (${play}): place ${all.place}, ${all.conclusion}, ${off}\n    ${all.titles.join('\n    ')}`,
      );
      for (const ablation of without)
        if (ablation.isWronglyEstablished)
          console.error(`    without ${ablation.source} wrong: ${ablation.titles[0]}`);
    }
  }
} finally {
  await host.processes.close();
}
if (!values.record) printBenchResult(summariseIncidents(judged));

function isAsked(name: string): boolean {
  if (values.quick) return QUICK.includes(name);
  return values.only === undefined || name.includes(values.only);
}
