/**
 * The dashboard of 10,000 runs: how soon the first page is there, with the index of the history and
 * before there is one, and how long Chromium takes to draw a trend of 10,000 points.
 *
 *   node bench/dashboard.ts
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from '../harness/executors/page/find-chromium.ts';
import { createHost } from '../harness/host.ts';
import { median } from '../harness/stats/quantile.ts';
import { draws } from '../test/support/draws.ts';
import { historyEntry, summaryOf } from '../test/support/history-entries.ts';
import { runRecord } from '../test/support/run-record.ts';
import { printBenchResult, WITHOUT_PEER } from './bench-result.ts';

const RUNS = 10_000;
const SCENARIOS = 50;
const TRIALS = 20;
const TURNS = 7;
const FIRST_VIEW_MS = 1_000;
const DRAWN_MS = 300;
const BIN = fileURLToPath(new URL('../cli/bin.ts', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));

interface Serving {
  /** With the token. */
  readonly address: string;
  readonly end: () => Promise<void>;
}

async function serve(project: string): Promise<Serving> {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    [BIN, 'serve', '--port', '0'],
    { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [first] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    address: first.toString().trim(),
    end: async () => {
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

/** The page of an address, and the milliseconds until all of it was there. */
async function view(address: string): Promise<{ readonly ms: number; readonly text: string }> {
  const began = performance.now();
  const text = await (await fetch(address)).text();
  return { ms: performance.now() - began, text };
}

function makeRecords(project: string): void {
  const runs = join(project, '.perf-harness/runs');
  mkdirSync(runs, { recursive: true });
  const { normal } = draws(1);
  for (let number = 0; number < RUNS; number += 1) {
    const scenario = `scenario ${number % SCENARIOS}`;
    const { startedAt } = historyEntry(number);
    const id = `${startedAt.replace(/[-:.]/gu, '')}-scenario-${number % SCENARIOS}-${number.toString(16).padStart(4, '0')}`;
    const times = Array.from({ length: TRIALS }, () => 10 + 0.1 * normal());
    const record = runRecord({ wall_time: times }, { id, startedAt, scenario });
    writeFileSync(join(runs, `${id}.json`), `${JSON.stringify(record)}\n`);
  }
}

function makeTrend(project: string): void {
  const history = join(project, '.perf-harness/history');
  mkdirSync(history, { recursive: true });
  const { normal } = draws(2);
  const lines = Array.from({ length: RUNS }, (_, number) => {
    const center = (number < 6_000 ? 10 : 11) * (1 + 0.02 * normal());
    return JSON.stringify(
      historyEntry(number, { metrics: { wall_time: summaryOf('wall_time', center) } }),
    );
  });
  writeFileSync(join(history, 'imported-1.jsonl'), `${lines.join('\n')}\n`);
}

/** Milliseconds of the first view: a new server each time. */
async function firstViews(project: string, prepare: () => void): Promise<readonly number[]> {
  const found: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    prepare();
    const serving = await serve(project);
    const { ms, text } = await view(serving.address);
    if (!text.includes('scenario-')) throw new Error('the first view has no run');
    found.push(ms);
    await serving.end();
  }
  return found;
}

/** Milliseconds from the last byte of the page to its picture, as the browser tells them. */
async function drawn(project: string): Promise<readonly number[]> {
  const serving = await serve(project);
  await view(serving.address);
  const browserFile = findChromium(createHost());
  if (browserFile.type === 'not-found') throw new Error(browserFile.finding.message);
  const browser = await chromium.launch({
    executablePath: browserFile.path,
    args: ['--no-sandbox'],
  });
  const found: number[] = [];
  try {
    for (let turn = 0; turn < TURNS; turn += 1) {
      const page = await (await browser.newContext()).newPage();
      const { origin, search } = new URL(serving.address);
      await page.goto(`${origin}/scenarios/sort${search}`);
      if ((await page.locator('[data-mark=points]').count()) !== 1) throw new Error('no trend');
      const ms = await page.evaluate<number>(`new Promise((done) => {
        const told = () => {
          const [paint] = performance.getEntriesByName('first-contentful-paint');
          const [{ responseEnd }] = performance.getEntriesByType('navigation');
          if (paint === undefined) requestAnimationFrame(told);
          else done(paint.startTime - responseEnd);
        };
        told();
      })`);
      found.push(ms);
      await page.context().close();
    }
  } finally {
    await browser.close();
    await serving.end();
  }
  return found;
}

try {
  const [records, trend] = [join(folder, 'records'), join(folder, 'trend')];
  makeRecords(records);
  makeTrend(trend);
  const index = join(records, '.perf-harness/history.sqlite');
  const without = await firstViews(records, () => rmSync(index, { force: true }));
  // All of it is taken in before the views that count.
  const serving = await serve(records);
  for (let isWhole = false; !isWhole; )
    isWhole = !(await view(serving.address)).text.includes('being read');
  await serving.end();
  const withIndex = await firstViews(records, () => undefined);
  const pictures = await drawn(trend);
  const rows = [
    [`first view of ${RUNS} runs, before there is an index`, without, FIRST_VIEW_MS],
    [`first view of ${RUNS} runs, with the index`, withIndex, FIRST_VIEW_MS],
    [`a trend of ${RUNS} points is drawn in Chromium`, pictures, DRAWN_MS],
  ] as const;
  printBenchResult({
    title: 'The dashboard',
    method: `${RUNS} records of ${SCENARIOS} scenarios with ${TRIALS} trials each; a new server for each of ${TURNS} views, from the request to the last byte. The trend is one of ${RUNS} runs; from the last byte to the first paint with it. The median counts, the slowest is told.`,
    rows: rows.map(([name, times, limit]) => ({
      name,
      ours: `${median(times).toFixed(0)} ms (slowest ${Math.max(...times).toFixed(0)} ms)`,
      limit: `≤ ${limit} ms`,
      holds: median(times) <= limit,
      ...WITHOUT_PEER,
    })),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
