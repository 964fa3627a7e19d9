/**
 * Measures the overhead of a page trial beyond the load itself, and compares our vitals with those
 * of Lighthouse. With `--quick`: two pages, few rounds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PageScenario, ThrottlingName } from '../harness/model/scenario/scenario.ts';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { type BenchRow, type BenchTable, NO_PEER, printBenchResult } from './bench-result.ts';
import { compiledModuleUrl, compileModules } from './built-package.ts';
import { summarizeRatios } from './measure-alternately.ts';
import { type PageSite, preparePages } from './pages/prepare-pages.ts';
import { PLAIN_SCENARIO } from './plain-scenario.ts';

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 3 : 9;
const THROTTLING: ThrottlingName = 'desktop';
/** Metrics that both sources have; time to first byte is left out, see the method. */
const VITALS = ['fcp', 'lcp', 'speed_index', 'tbt', 'cls'] as const;
const SHARE = 0.1;
const COST_MS = 1_000;
/** Values below these count as zero in both tools: a frame, and Google's steps of layout shift. */
const NOTHING: Readonly<Partial<Record<(typeof VITALS)[number], number>>> = { tbt: 16, cls: 0.01 };

/** One trial. */
interface Found {
  readonly measurements: Readonly<Record<string, number>>;
  /** Duration of the trial beyond the page load, milliseconds. */
  readonly costMs: number;
}

compileModules();
const { createHost } = (await import(
  compiledModuleUrl('harness/host.js')
)) as typeof import('../harness/host.ts');
const { createPageExecutor } = (await import(
  compiledModuleUrl('harness/executors/page/page-executor.js')
)) as typeof import('../harness/executors/page/page-executor.ts');

const host = createHost();
const executor = createPageExecutor(host);
const folder = mkdtempSync(join(tmpdir(), 'bench-pages-'));
const sites = (await preparePages(host, folder)).slice(0, isQuick ? 2 : undefined);
const rows: BenchRow[] = [];
const figures: string[][] = [];
const costs: number[] = [];
const ratios = new Map<string, number[]>();
for (const site of sites) await compare(site);
rows.push(costRow());
for (const metric of VITALS) rows.push(vitalRow(metric));
await host.processes.stopAll();
rmSync(folder, { recursive: true });
printBenchResult({
  title: 'Pages, beside Lighthouse',
  method: `${sites.length} real pages from npm packages, served from disk, ${ROUNDS} rounds of each with the throttling \`${THROTTLING}\`; in each round a trial of perf-harness and then Lighthouse in a fresh browser of the same Chromium, on the same server. The cost of a trial is its time less that of the load, which goes from navigation until the page rests. The ratio of a page is that of the medians of its rounds; given are their median over the pages and its interval. The first byte is not compared: Lighthouse's, as the page's own clock, lacks what throttling adds to it. Where both sources see less than ${NOTHING.tbt} ms of blocking, or a shift below ${NOTHING.cls}, they agree.`,
  rows,
  tables: [table()],
});

async function compare(site: PageSite): Promise<void> {
  const server = createServer(site.answer);
  const origin = await listen(server);
  const found: Found[] = [];
  for (let round = 0; round < ROUNDS; round += 1) found.push(await load(origin, site, round));
  server.closeAllConnections();
  server.close();
  costs.push(...found.map(({ costMs }) => costMs));
  for (const metric of VITALS) {
    const ours = median(found.map(({ measurements }) => measurements[metric] ?? Number.NaN));
    const name = `lighthouse.${metric}`;
    const theirs = median(found.map(({ measurements }) => measurements[name] ?? Number.NaN));
    const least = NOTHING[metric] ?? 0;
    const ratio = Math.max(ours, theirs) < least ? 1 : ours / theirs;
    ratios.set(metric, [...(ratios.get(metric) ?? []), ratio]);
    figures.push([site.name, metric, ours.toFixed(2), theirs.toFixed(2), ratio.toFixed(3)]);
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function load(origin: string, { path }: PageSite, round: number): Promise<Found> {
  const unitFolder = join(folder, `unit-${round}`);
  host.files.makeFolder(unitFolder);
  const trial = { index: round, warmup: false, side: 'a', pair: round, slot: 0, seed: 1 } as const;
  const url = `${origin}${path}`;
  const startedMs = performance.now();
  const alone = await measure({ ...scenarioOf(url), lighthouse: false });
  const costMs = performance.now() - startedMs - alone.durationMs;
  const beside = await measure(scenarioOf(url));
  host.files.remove(unitFolder);
  return { measurements: beside.measurements, costMs };

  async function measure(scenario: PageScenario) {
    const unit = await executor.open({
      scenario,
      trial,
      folder: unitFolder,
      signal: AbortSignal.timeout(scenario.timeoutMs),
    });
    const block = await unit.measure({ index: 0, durationMs: null });
    await unit.close();
    host.files.remove(unitFolder);
    host.files.makeFolder(unitFolder);
    return block;
  }
}

function scenarioOf(url: string): PageScenario {
  return {
    ...PLAIN_SCENARIO,
    kind: 'page',
    name: url,
    cwd: folder,
    server: null,
    url,
    throttling: THROTTLING,
    viewport: { width: 1_350, height: 940 },
    loadTimeoutMs: 30_000,
    restTimeoutMs: 10_000,
    lighthouse: true,
    allowRemote: [],
    timeoutMs: 240_000,
  };
}

function costRow(): BenchRow {
  const cost = median(costs);
  return {
    name: 'time of a trial beyond the load',
    ours: `${cost.toFixed(0)} ms`,
    ...NO_PEER,
    limit: `at most ${COST_MS / 1_000} s`,
    holds: cost <= COST_MS,
  };
}

function vitalRow(metric: (typeof VITALS)[number]): BenchRow {
  const summary = summarizeRatios(ratios.get(metric) ?? []);
  return {
    name: `${metric} over the pages`,
    ours: '',
    peer: 'Lighthouse',
    ...summary,
    limit: 'within 10 % in the median',
    holds: Math.abs(summary.ratio - 1) <= SHARE,
  };
}

function table(): BenchTable {
  return {
    title: 'Each page',
    note: 'Medians of the rounds: milliseconds, and a score for `cls`.',
    head: ['page', 'metric', 'perf-harness', 'Lighthouse', 'ratio'],
    body: figures,
  };
}
