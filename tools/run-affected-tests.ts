/**
 * Runs the quick tests that a change can affect, and the smoke set: `npm run test:changed [--
 * --since <commit>]` (default: `CHANGED_SINCE`, or where HEAD diverged from origin's main branch).
 * Runs all tests if the change is unknown.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { parseArgs } from 'node:util';
import { findAffectedTests, listChangedFiles } from './find-affected-tests.ts';
import { readImporters } from './import-graph.ts';
import { PACKAGE_CHECKS, PROOFS } from './slow-test-globs.ts';

const { values } = parseArgs({
  options: { since: { type: 'string' }, list: { type: 'boolean', default: false } },
});
const slow = [...PACKAGE_CHECKS, ...Object.values(PROOFS).flat()];
const tests = globSync('test/**/*.test.ts').filter(
  (file) => !file.startsWith('test/fixtures/') && !slow.some((glob) => matchesGlob(file, glob)),
);
const changed = listChangedFiles(values.since ?? (process.env.CHANGED_SINCE || undefined));
const affected = changed === null ? null : findAffectedTests(changed, tests, readImporters());
console.log(
  affected === null
    ? `all ${tests.length} test files: ${changed === null ? 'no base to compare with' : 'a setting or dependency changed'}`
    : `${affected.length} of ${tests.length} test files: what ${changed?.length} changed files affect, and the smoke set`,
);
if (values.list) for (const file of affected ?? tests) console.log(file);
else {
  const { status } = spawnSync('vitest', ['run', ...(affected ?? [])], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
