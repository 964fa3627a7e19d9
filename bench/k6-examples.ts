/**
 * Example scripts of k6 itself, unmodified, against a server here: does a live comparison find a
 * build that needs 10 % more CPU for each request, and none where there is none?
 *
 *   npm run bench -- k6-examples
 *   node bench/k6-examples.ts json thresholds    only these scripts
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComparisonReport } from '../harness/model/documents/run-report-and-comparison-document.ts';
import { type BenchRow, NO_PEER, printBenchResult } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { runGit } from './run-git.ts';

/** Scripts calling httpbin.org, which `hosts` in the scenario redirects to this bench's server. */
const SCRIPTS = [
  'json',
  'thresholds',
  'custom_metrics',
  'html_form_post',
  'http_basic_auth',
] as const;
/** Most of a request's CPU time: some milliseconds. */
const ROUNDS = 300_000;
const SLOWER = 1.1;
/** For the screen of a comparison, and as much again to confirm it. */
const TIME = '75 s';

/** Returns the folder of the pinned k6's examples in Go's module cache. */
function examplesFolder(): string {
  const cwd = join(ROOT, 'tools/k6');
  const go = (...args: readonly string[]): string =>
    execFileSync('go', [...args], { cwd, encoding: 'utf8' }).trim();
  go('mod', 'download', 'go.k6.io/k6/v2');
  return join(go('list', '-m', '-f', '{{.Dir}}', 'go.k6.io/k6/v2'), 'examples');
}

function makeRepository(script: string, examples: string): string {
  const root = mkdtempSync(join(tmpdir(), 'perf-harness-k6-example-'));
  for (const folder of ['load', 'scenarios']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'package.json'), '{"type":"module","private":true}\n');
  writeFileSync(join(root, '.gitignore'), 'node_modules\n.perf-harness\n');
  copyFileSync(join(ROOT, 'bench/k6-examples/server.js'), join(root, 'server.js'));
  copyFileSync(join(examples, `${script}.js`), join(root, 'load', `${script}.js`));
  writeFileSync(
    join(root, 'scenarios/example.js'),
    `export default {
  name: '${script}',
  server: { command: ['node', 'server.js'], cwd: '..' },
  k6: { script: '../load/${script}.js', hosts: ['httpbin.org'], vus: 1, duration: '1 s' },
  // The case is about work for each request. The percentile of so few answers is left wide room, so
  // that nobody waits until it is known as closely.
  regression: { cpu_time: '2 %', 'latency.p95': '60 %' },
};
`,
  );
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  runGit(root, 'init', '--quiet', '--initial-branch=main');
  for (const [tag, rounds] of [
    ['base', ROUNDS],
    ['slower', Math.round(ROUNDS * SLOWER)],
  ] as const) {
    writeFileSync(join(root, 'rounds.js'), `export const rounds = ${rounds};\n`);
    runGit(root, 'add', '--all');
    runGit(root, 'commit', '--quiet', '--message', tag);
    runGit(root, 'tag', tag);
  }
  return root;
}

/** Compares two commits by the server's CPU time. */
function compare(root: string, script: string, head: 'base' | 'slower'): BenchRow {
  const started = performance.now();
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'cli/bin.ts'), 'compare', 'base', head, '--time', TIME, '--reporter', 'json'],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 },
  );
  const seconds = (performance.now() - started) / 1_000;
  const found = cpuTime(stdout);
  const expected = head === 'slower' ? 'regressed' : 'no change';
  const name = `${script}.js, ${head === 'slower' ? '10 % more work' : 'identical code'}`;
  if (found === null) {
    console.error(stderr);
    return { name, ...NO_PEER, ours: 'no result', limit: expected, holds: false };
  }
  const { verdict, ratio, low, high, screen_pairs, confirm_pairs, reason } = found;
  const size = ratio === null ? (reason ?? '') : ratio.toFixed(3);
  console.error(`${name}: ${verdict} ${size} in ${seconds.toFixed(0)} s`);
  const isRight =
    head === 'slower'
      ? verdict === 'regressed'
      : verdict === 'unchanged' || verdict === 'inconclusive';
  return {
    name,
    ours: `${verdict}, ${screen_pairs} + ${confirm_pairs} pairs, ${seconds.toFixed(0)} s`,
    peer: '',
    ratio,
    low,
    high,
    limit: expected,
    holds: isRight,
  };
}

function cpuTime(text: string): ComparisonReport['comparisons'][number] | null {
  try {
    const { comparisons } = JSON.parse(text) as ComparisonReport;
    return comparisons.find(({ metric }) => metric === 'cpu_time') ?? null;
  } catch {
    return null;
  }
}

const examples = examplesFolder();
const asked = process.argv.slice(2);
const scripts = SCRIPTS.filter((name) => asked.length === 0 || asked.includes(name));
const rows = scripts.flatMap((script) => {
  const root = makeRepository(script, examples);
  const both = (['slower', 'base'] as const).map((head) => compare(root, script, head));
  rmSync(root, { recursive: true, force: true });
  return both;
});

printBenchResult({
  title: 'Example scripts of k6, compared live',
  method:
    'Five example scripts of k6 as they come with it, unmodified, one virtual user for a second a trial, 75 s for the screen and for the confirmation each. The names that they call lead to a server here; no other address can be reached. The head does 10 % more work for each request, or the very same. The ratio is that of the CPU time of the server for each request.',
  rows,
});
