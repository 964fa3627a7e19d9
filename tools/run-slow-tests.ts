/**
 * Runs proofs (docs/tests.md):
 *
 *   npm run proofs                       those that the change can affect, quickest first, 3 minutes at most
 *   npm run proofs -- --since <commit>   the change since then (default: as `npm run test:changed`; on the main
 *                                        branch itself, the last commit)
 *   npm run proofs -- --all              all of them, about an hour and a half
 *   npm run proofs -- test/harness/stats those below a path
 *   … --list                             names them only
 *
 * What each took is kept in test/proof-seconds.json; `--all` and paths update it.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findAffectedTests, listChangedFiles } from './find-affected-tests.ts';
import { readImporters } from './import-graph.ts';
import { PROOFS } from './slow-test-globs.ts';
import { lastProofSeconds } from './test-file-duration-reporter.ts';

const RECORD = 'test/proof-seconds.json';
const LIMIT_SECONDS = 180;
/** Assumed duration of a proof that has never run. */
const UNKNOWN_SECONDS = 60;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    since: { type: 'string' },
  },
});
const files = globSync([...Object.values(PROOFS).flat()]).sort();
const seconds = JSON.parse(readFileSync(RECORD, 'utf8')) as Record<string, number>;
const isLimited = !values.all && positionals.length === 0;

function chosen(): readonly string[] {
  if (values.all) return files;
  if (positionals.length > 0) {
    return files.filter((file) => positionals.some((path) => file.startsWith(path)));
  }
  const base = values.since ?? (process.env.CHANGED_SINCE || undefined);
  const changed = listChangedFiles(base) ?? listChangedFiles('HEAD~1') ?? [];
  const affected = findAffectedTests(changed, files, readImporters()) ?? files;
  return withinLimit(affected);
}

/** Returns the proofs within the limit, fastest first, and prints the names of those left out. */
function withinLimit(affected: readonly string[]): readonly string[] {
  const secondsOf = (file: string): number => seconds[file] ?? UNKNOWN_SECONDS;
  let used = 0;
  const taken: string[] = [];
  const left: string[] = [];
  for (const file of affected.toSorted((a, b) => secondsOf(a) - secondsOf(b))) {
    const isWithin = used + secondsOf(file) <= LIMIT_SECONDS;
    if (isWithin) used += secondsOf(file);
    (isWithin ? taken : left).push(file);
  }
  if (left.length > 0) {
    console.log(
      `${left.length} affected proofs exceed the limit of ${LIMIT_SECONDS} s and wait for --all:`,
    );
    for (const file of left) console.log(`  ${file}`);
  }
  return taken;
}

function run(): void {
  const wanted = chosen();
  for (const file of wanted) console.log(`proof: ${file}`);
  if (values.list || wanted.length === 0) return;
  const { status } = spawnSync(
    'vitest',
    ['run', '--config', 'vitest.proofs.config.ts', ...wanted],
    { stdio: 'inherit' },
  );
  process.exitCode = status ?? 1;
  if (!isLimited) record();
}

/** Stores the duration of each proof, and removes entries of deleted proofs. */
function record(): void {
  for (const [file, took] of lastProofSeconds()) seconds[file] = Math.max(1, Math.round(took));
  const kept = files.flatMap((file) => (file in seconds ? [[file, seconds[file]]] : []));
  writeFileSync(RECORD, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

run();
