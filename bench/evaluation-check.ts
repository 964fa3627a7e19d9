/**
 * Checks that the further cases of the evaluation can be run; the loop itself is not run here.
 *
 *   node bench/evaluation-check.ts development          all of that half, or those that are named
 *   node bench/evaluation-check.ts held-out sax-js
 *
 * Of a development case: it installs, its tests pass on both commits, its scenario runs. Of one that is
 * held out: it installs, its tests pass on the commit before, its scenario runs once.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './built-package.ts';
import type { EvaluationCase } from './evaluation/evaluation-case.ts';
import { listCases } from './evaluation/list-cases.ts';
import { preparePackage } from './evaluation/prepare-package.ts';
import { withPostgres } from './evaluation/with-postgres.ts';
import { runGit } from './run-git.ts';

const TEST_LIMIT_MS = 180_000;
/** Time limit of a scenario, which waits until nothing else is measured on this machine. */
const RUN_LIMIT_MS = 900_000;

const [half, ...names] = process.argv.slice(2);
if (half !== 'development' && half !== 'held-out') {
  throw new TypeError('Name a half: development or held-out.');
}
let failed = 0;
for (const evaluationCase of listCases(half)) {
  if (names.length > 0 && !names.includes(evaluationCase.name)) continue;
  const wrong = await withPostgres(evaluationCase, () =>
    checkCase(evaluationCase, half === 'development'),
  );
  console.log(`${evaluationCase.name}: ${wrong ?? 'ok'}`);
  if (wrong !== null) failed += 1;
}
process.exitCode = failed === 0 ? 0 : 1;

/** Checks one case. @returns The problem, or null. */
function checkCase(evaluationCase: EvaluationCase, isBoth: boolean): string | null {
  const began = performance.now();
  try {
    const { root, scenario } = preparePackage(evaluationCase);
    const before = run(root, 'npm', ['test'], TEST_LIMIT_MS);
    if (before !== null) return `tests before: ${before} (${root})`;
    const cli = [join(ROOT, 'cli/bin.ts'), 'run', scenario, '--quick', '--trials', '3'];
    const measured = run(root, process.execPath, cli, RUN_LIMIT_MS);
    if (measured !== null) return `scenario: ${measured} (${root})`;
    runGit(root, 'reset', '--quiet', '--hard', isBoth ? 'later' : 'before');
    const later = isBoth ? run(root, 'npm', ['test'], TEST_LIMIT_MS) : null;
    if (later !== null) return `tests later: ${later} (${root})`;
    rmSync(root, { recursive: true, force: true });
    console.error(`${evaluationCase.name}: ${Math.round((performance.now() - began) / 1_000)} s`);
    return null;
  } catch (error) {
    return `cannot be made: ${String(error).slice(0, 500)}`;
  }
}

function run(cwd: string, file: string, args: readonly string[], limitMs: number): string | null {
  const { status, stdout, stderr } = spawnSync(file, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: limitMs,
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
  });
  if (status === 0) return null;
  return `exit ${status ?? 'none'}: ${`${stdout}${stderr}`.trim().split('\n').slice(-12).join('\n  ')}`;
}
