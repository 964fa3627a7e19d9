/**
 * How long an audit of five thousand files takes, beside linters with the nearest of their public rules on the same
 * tree, and which places each of them reports.
 *
 *   PERF_HARNESS_MIRRORS=<clones> npm run bench -- audit-speed
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AuditReport } from '../harness/model/documents/audit-document.ts';
import { median } from '../harness/stats/quantile.ts';
import { type Linter, linters, type Place } from './audit-speed/linters.ts';
import { type Overlap, overlaps } from './audit-speed/overlap.ts';
import { FILES, makeTree } from './audit-speed/trees.ts';
import { type WatchedRun, watchRun } from './audit-speed/watched-run.ts';
import { type BenchRow, printBenchResult, WITHOUT_PEER } from './bench-result.ts';
import { BIN, buildPackage } from './built-package.ts';

const ROUNDS = process.argv.includes('--quick') ? 1 : 3;
const LIMIT_MS = 300_000;
const CHANGED = 10;
/** What is promised, seconds. */
const LIMITS = { 'read for the first time': 10, 'ten changed': 3, 'nothing changed': 2 } as const;
const MOST_MEGABYTES = 500;

type Phase = keyof typeof LIMITS;

const mirrors = process.env.PERF_HARNESS_MIRRORS ?? '';
if (mirrors === '') throw new Error('PERF_HARNESS_MIRRORS names the folder with the clones');
buildPackage();
const tools = linters(join(tmpdir(), 'audit-speed-tools'), mirrors);
const folder = mkdtempSync(join(tmpdir(), 'audit-speed-'));
const rows: BenchRow[] = [];
const figures: (readonly string[])[] = [];
const shared: Overlap[] = [];
for (const language of ['TypeScript', 'Python'] as const) await measure(language);
rmSync(folder, { recursive: true, force: true });
printBenchResult({
  title: 'Audits of five thousand files',
  method: `${FILES.toLocaleString('en-US')} files of TypeScript of two public applications, and as many of Python of two others, with their manifests and migrations. ${ROUNDS} rounds, in each the audit with an empty cache, once more with ten files changed, once more with nothing changed, and then each linter once without a cache; medians. Memory is that of the largest process at its peak, of any round. Linters run with the rules that come nearest to what the audit looks for, so that they do less than they can; what takes longer than ${LIMIT_MS / 1_000} s is ended.`,
  rows,
  tables: [
    {
      title: 'Linters on the same trees',
      note: 'With the nearest of their public rules.',
      head: ['tool', 'files', 'time', 'memory', 'places'],
      body: figures,
    },
    {
      title: 'Which places are reported',
      note: `Places of both are within two lines of each other. Of those that only the linter reports, some the audit saw and excused, for the reason that stands in its report.`,
      head: [
        'rule of the linter',
        'rules of the audit',
        'both',
        'linter alone',
        'of these excused',
        'audit alone',
      ],
      body: shared.map((one) => [
        one.theirs,
        one.ours,
        String(one.both),
        String(one.onlyTheirs),
        String(one.dismissed),
        String(one.onlyOurs),
      ]),
    },
  ],
});

async function measure(language: 'TypeScript' | 'Python'): Promise<void> {
  const root = join(folder, language);
  makeTree(language, mirrors, root);
  const runs: Record<Phase, WatchedRun[]> = {
    'read for the first time': [],
    'ten changed': [],
    'nothing changed': [],
  };
  const others = tools.filter((one) => one.language === language);
  const ofOthers = new Map<Linter, WatchedRun[]>(others.map((one) => [one, []]));
  const out = join(folder, `${language}.json`);
  for (let round = 0; round < ROUNDS; round += 1) {
    const cache = join(folder, `cache-${language}-${round}`);
    const audit = () =>
      watchRun(process.execPath, [BIN, 'audit', root, '--reporter', `json=${out}`], {
        cwd: folder,
        limitMs: LIMIT_MS,
        env: { PERF_HARNESS_CACHE: cache },
      });
    runs['read for the first time'].push(await audit());
    change(root, language);
    runs['ten changed'].push(await audit());
    runs['nothing changed'].push(await audit());
    for (const [{ file, args }, list] of ofOthers) {
      list.push(await watchRun(file, args, { cwd: root, limitMs: LIMIT_MS }));
    }
  }
  for (const phase of Object.keys(runs) as Phase[]) rows.push(rowOf(language, phase, runs[phase]));
  const all = Object.values(runs).flat();
  rows.push(memoryRow(language, all));
  const report = JSON.parse(readFileSync(out, 'utf8')) as AuditReport;
  const places: Place[] = [];
  for (const [{ name, places: read }, list] of ofOthers) {
    const last = list.findLast(({ isDone }) => isDone);
    const found = last === undefined ? [] : placesIn(name, last.stdout, read);
    places.push(...found);
    figures.push([
      name,
      language,
      last === undefined ? 'not done' : secondsText(list),
      `${Math.round(Math.max(...list.map(({ megabytes }) => megabytes)))} MB`,
      last === undefined ? '' : String(found.length),
    ]);
  }
  const ran = others.map(({ name }) => name);
  shared.push(...overlaps(report, places, { root, tools: ran }));
}

/** A linter that fails prints nothing that can be read. */
function placesIn(name: string, stdout: string, read: Linter['places']): readonly Place[] {
  try {
    return read(stdout);
  } catch (error) {
    throw new Error(`${name} failed: it printed ${stdout.slice(0, 200)}`, { cause: error });
  }
}

/** Every five-hundredth file gets a function more. */
function change(root: string, language: 'TypeScript' | 'Python'): void {
  const pattern = language === 'Python' ? '*.py' : '*.ts';
  const names = filesOf(root, pattern);
  const step = Math.floor(names.length / CHANGED);
  const text =
    language === 'Python' ? '\n\ndef added():\n    return 1\n' : '\nexport function added() {}\n';
  for (let at = 0; at < CHANGED; at += 1) appendFileSync(join(root, names[at * step] ?? ''), text);
}

function filesOf(root: string, pattern: string): readonly string[] {
  const listed = spawnSync('git', ['-C', root, 'ls-files', '--others', '-z', '--', pattern], {
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  return listed.stdout.split('\0').filter((name) => name !== '');
}

function rowOf(language: string, phase: Phase, runs: readonly WatchedRun[]): BenchRow {
  const seconds = median(runs.map((one) => one.seconds));
  return {
    name: `${language}, ${phase}`,
    ours: secondsText(runs),
    ...WITHOUT_PEER,
    limit: `${LIMITS[phase]} s`,
    holds: seconds <= LIMITS[phase],
  };
}

function memoryRow(language: string, runs: readonly WatchedRun[]): BenchRow {
  const most = Math.round(Math.max(...runs.map(({ megabytes }) => megabytes)));
  return {
    name: `${language}, memory`,
    ours: `${most} MB`,
    ...WITHOUT_PEER,
    limit: `${MOST_MEGABYTES} MB`,
    holds: most <= MOST_MEGABYTES,
  };
}

function secondsText(runs: readonly WatchedRun[]): string {
  return `${median(runs.map(({ seconds }) => seconds)).toFixed(1)} s`;
}
