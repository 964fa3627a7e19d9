/**
 * Runs the benches and writes docs/reference/performance.md. The latest result of each is stored in
 * bench/results, so that one can be run again alone.
 *
 *   npm run bench                        all of them
 *   npm run bench -- startup overhead    these, the page with the others' last results
 *   npm run bench -- --none              only the page, and what else is written from results
 *   npm run bench -- verdicts --quick    flags behind a name are the bench's own
 *
 * Those that take hours are run only by name. What a `--quick` run found is not published.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResult, PublishedBench } from './bench-result.ts';
import { ROOT } from './built-package.ts';
import { generateGainsModule } from './codemods/codemod-gains.ts';
import { describeMachine } from './describe-machine.ts';
import { BENCHES } from './published-results.ts';

const TAKE_HOURS: readonly string[] = [
  'instructions',
  'verdicts',
  'bisect',
  'explain',
  'map',
  'codemods',
  'noise-patches',
  'evaluation',
  'evaluation-traps',
  'kills',
  'incidents',
  'team',
  'suite',
  'suite-peers',
];
/** Rows of the longest table that is stored; the bench prints longer lists of single cases again. */
const MOST_ROWS = 24;
const PACKAGES = ['tinybench', 'mitata', 'autocannon', 'vitest'];

const results = join(ROOT, 'bench/results');
mkdirSync(results, { recursive: true });
const words = process.argv.slice(2).filter((word) => word !== '--none');
const isNone = process.argv.includes('--none');
const flags = words.filter((word) => word.startsWith('--'));
const asked = words.filter((word) => !word.startsWith('--'));
const isPublished = !flags.includes('--quick');
const unknown = asked.filter((name) => !BENCHES.some((bench) => bench === name));
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join('", "')}"; there are ${BENCHES.join(', ')}.`);
  process.exit(2);
}

let failed = false;
for (const name of isNone ? [] : BENCHES.filter(isAsked)) {
  console.error(`${name} …`);
  const started = performance.now();
  const file = join(ROOT, 'bench', `${name}.ts`);
  const { status, stdout } = spawnSync(process.execPath, [file, ...flags], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 2 ** 20,
  });
  if (status !== 0) failed = true;
  const result = readResult(stdout);
  if (result === null) {
    console.error(`${name}: no result (exit code ${status})`);
    continue;
  }
  if (!isPublished) continue;
  const published: PublishedBench = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    versions: versions(),
    seconds: result.seconds ?? Math.round((performance.now() - started) / 1_000),
    result: { ...result, tables: result.tables?.filter(({ body }) => body.length <= MOST_ROWS) },
  };
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(published, null, 2)}\n`);
}

if (!isPublished) process.exit(failed ? 1 : 0);
const gains = join(results, 'codemods.json');
if (existsSync(gains)) {
  const { result } = JSON.parse(readFileSync(gains, 'utf8')) as PublishedBench;
  const module = 'plugins/optimize/generators/measured-gains-by-codemod.ts';
  writeFileSync(join(ROOT, module), generateGainsModule(result));
}
// In a separate process, which imports the files that were just written.
spawnSync(process.execPath, [join(ROOT, 'tools/generate-reference-docs.ts')], { stdio: 'inherit' });
if (failed) process.exitCode = 1;

function isAsked(name: string): boolean {
  return asked.length === 0 ? !TAKE_HOURS.includes(name) : asked.includes(name);
}

function readResult(stdout: string): BenchResult | null {
  try {
    const result = JSON.parse(stdout) as BenchResult;
    return Array.isArray(result.rows) ? result : null;
  } catch {
    return null;
  }
}

function versions(): Readonly<Record<string, string>> {
  const found: Record<string, string> = { 'Node.js': process.versions.node };
  for (const name of PACKAGES) {
    const file = join(ROOT, 'node_modules', name, 'package.json');
    found[name] = (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  }
  const hyperfine = spawnSync('hyperfine', ['--version'], { encoding: 'utf8' });
  if (hyperfine.status === 0) found.hyperfine = hyperfine.stdout.trim().replace('hyperfine ', '');
  return found;
}
