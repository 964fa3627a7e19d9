import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCK_VARIABLE } from '../../harness/host/lock/measurement-lock-address.ts';
import type { Host } from '../../harness/host.ts';
import type { CheckResult } from '../../plugins/optimize/document/behavior-check-result.ts';
import { checkChange } from '../../plugins/optimize/verify/check-behavior-of-change.ts';
import { ROOT } from '../built-package.ts';
import { runGit } from '../run-git.ts';
import type { EvaluationCase } from './evaluation-case.ts';
import { preparePackage } from './prepare-package.ts';

/** Behavior of the loop's change and of the maintainers' release on the same calls. */
export interface FuzzResult {
  /** Check with the loop's code as the old side and the maintainers' code as the new side. */
  readonly ours: CheckResult;
  /**
   * Check of the original code against the maintainers' code, run if `ours` differs: it shows their
   * changes in behavior; null: not run.
   */
  readonly theirs: CheckResult | null;
}

/** Enough for 10,000 calls that are made, of functions that take up to 15 ms. */
const BUDGET_MS = 180_000;
const SEED = 2907;
const SCENARIO_MS = 30_000;

/** @param patch - Changes that the loop accepted, relative to the root of the case. */
export async function fuzzAgainstRelease(
  host: Host,
  evaluationCase: EvaluationCase,
  patch: string,
): Promise<FuzzResult> {
  const { root, scenario } = preparePackage(evaluationCase);
  const work = mkdtempSync(join(tmpdir(), 'perf-harness-fuzz-'));
  try {
    const [before, ours, later] = ['before', 'ours', 'later'].map((name) => {
      const tree = join(work, name);
      const tag = name === 'ours' ? 'before' : name;
      runGit(root, 'worktree', 'add', '--quiet', '--detach', tree, tag);
      symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
      return tree;
    }) as [string, string, string];
    const file = join(work, 'kept.diff');
    writeFileSync(file, patch);
    runGit(ours, 'apply', file);
    const files = runGit(ours, 'diff', '--name-only').split('\n');
    const check = (base: string): Promise<CheckResult> =>
      checkChange(host, {
        base,
        head: later,
        files,
        testCommand: evaluationCase.testCommand,
        scenario: {
          text: `"${process.execPath}" "${join(ROOT, 'cli/bin.ts')}" run --quick ${scenario}`,
          timeoutMs: SCENARIO_MS,
          // This run measures nothing, so it does not wait for the lock.
          env: { [LOCK_VARIABLE]: 'off' },
        },
        budgetMs: BUDGET_MS,
        seed: SEED,
        signal: new AbortController().signal,
      });
    const result = await check(ours);
    return { ours: result, theirs: result.state === 'same' ? null : await check(before) };
  } finally {
    rmSync(work, { recursive: true, force: true });
    rmSync(root, { recursive: true, force: true });
  }
}
