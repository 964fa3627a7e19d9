/**
 * Time to diff two large CPU profiles, and time until Chromium draws the flame graph of a profile with
 * many nodes.
 *
 *   npm run bench -- profile-diff
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { median } from '../harness/stats/descriptive-statistics.ts';
import { type BenchRow, NO_PEER, printBenchResult } from './bench-result.ts';
import { BIN, buildPackage } from './built-package.ts';
import { writeRandomCpuProfile } from './profile-diff/write-random-cpu-profile.ts';

const ROUNDS = 5;
const MOST_DIFF_MS = 3_000;
const MOST_DRAWN_MS = 1_500;
const LARGE = { nodes: 200_000, samples: 1_550_000 };
const DRAWN = { nodes: 100_000, samples: 400_000 };

buildPackage();
const folder = mkdtempSync(join(tmpdir(), 'perf-harness-bench-profile-diff-'));
try {
  printBenchResult({
    title: 'Differences of large profiles, and pages of them',
    method: `CPU profiles are drawn from a seed and written as V8 writes them. Difference: the compiled command line from start to exit. Page: from the beginning of the navigation until two frames have been drawn, in headless Chromium. Medians of ${ROUNDS}.`,
    rows: [differenceOfFiles(), await drawingOfPage()],
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function differenceOfFiles(): BenchRow {
  const files = (['a', 'b'] as const).map((side, index) => {
    const file = join(folder, `${side}.cpuprofile`);
    const made = { ...LARGE, seed: 1 + index, folder: `/srv/${side}` };
    return { file, bytes: writeRandomCpuProfile(file, made) };
  });
  const times = Array.from({ length: ROUNDS }, () =>
    timeOfCli(['profile', '--diff', ...files.map(({ file }) => file)]),
  );
  const size = Math.min(...files.map(({ bytes }) => bytes)) / 1e6;
  return row(`difference of two CPU profiles of ${size.toFixed(0)} MB`, times, MOST_DIFF_MS);
}

async function drawingOfPage(): Promise<BenchRow> {
  const profile = join(folder, 'large.cpuprofile');
  const page = join(folder, 'large.html');
  writeRandomCpuProfile(profile, { ...DRAWN, seed: 3, folder: '/srv/a' });
  timeOfCli(['profile', profile, '--reporter', `html=${page}`]);
  const browser = await chromium.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu'],
  });
  try {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const tab = await browser.newPage({ viewport: { width: 1_200, height: 900 } });
      await tab.goto(pathToFileURL(page).href);
      // As text: it runs in the page.
      const drawn = await tab.evaluate(
        'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))',
      );
      times.push(Number(drawn));
      await tab.close();
    }
    const name = `flame graph of a profile of ${DRAWN.nodes} nodes, drawn`;
    return row(name, times, MOST_DRAWN_MS);
  } finally {
    await browser.close();
  }
}

function row(name: string, times: readonly number[], mostMs: number): BenchRow {
  const centerMs = median(times);
  return {
    name,
    ours: `${centerMs.toFixed(0)} ms (${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)})`,
    ...NO_PEER,
    limit: `at most ${mostMs} ms`,
    holds: centerMs <= mostMs,
  };
}

function timeOfCli(args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  if (status !== 0)
    throw new Error(`perf-harness ${args.join(' ')} ended with ${status}:\n${stderr}`);
  return performance.now() - started;
}
