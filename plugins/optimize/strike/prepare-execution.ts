import { EXIT, git, type Host, UserError } from 'perf-harness/plugin';
import {
  type MeasureBaseline,
  MeasurementFailure,
  median,
} from './compare-project-folder-performance.ts';
import type { ExecutionRequest, StrikePlan } from './plan-execution-types.ts';
import { runTests } from './run-project-tests.ts';
import { keepState, restoreState } from './save-and-restore-worktree.ts';
import type { Worktree, Worktrees } from './trial-worktrees.ts';

/** Facts established before the first change. */
export interface PreparedExecution {
  readonly head: Worktree;
  readonly base: Worktree;
  readonly startTree: string;
  readonly testCommand: string;
  readonly e2eCommand: string | null;
  readonly e2e: {
    readonly command: string;
    readonly source: string;
    readonly passed: boolean;
  } | null;
  /** Baseline of the primary metric; the map's own value if it was confirmed. */
  readonly baseline: number;
  readonly warnings: string[];
}

/** Away from the baseline of the map by more than this, and it is measured anew. */
const CONFIRMED_WITHIN_PCT = 10;
const BASELINE_RUNS = 3;

/**
 * Checks the plan and the repository against the requirements of an execution, and the
 * baseline of the map against a new measurement.
 * @throws UserError (blocked)
 */
export async function prepareExecution(
  host: Host,
  request: ExecutionRequest,
  plan: StrikePlan,
  worktrees: Worktrees,
  {
    measureBaseline,
    signal,
  }: { readonly measureBaseline: MeasureBaseline; readonly signal: AbortSignal },
): Promise<PreparedExecution> {
  if (plan.hypotheses.length === 0) {
    throw blocked('no-hypotheses', 'There are no hypotheses to apply.', 'Run the generator first.');
  }
  const testCommand = request.testCommand ?? plan.test_command;
  if (testCommand === null) {
    throw blocked('no-tests', 'tests required for safe optimization', 'Name a test command.');
  }
  await requireCleanTree(host, request.root, signal);
  const base = await worktrees.open('base');
  const head = await worktrees.open('head');
  const startTree = await keepState(base);
  const first = await runTests(base, testCommand, request.testTimeoutMs);
  // Repeated once, since a flaky test says nothing against the code.
  const isWorthAnother = first.state === 'failed' && !isTooSlow(first);
  const suite = isWorthAnother ? await again(base, startTree, testCommand, request) : first;
  if (suite.state === 'failed') {
    const words = `the tests fail on unmodified code: ${suite.message}\n${suite.output}`;
    throw blocked(
      'tests-fail-before',
      words.trim(),
      isTooSlow(suite)
        ? 'Specify a faster test command in docs/project/tech_stack.md.'
        : 'Make the tests pass first.',
    );
  }
  const warnings = worktrees.findings.map(({ message }) => message);
  const e2e = await tryE2e(base, startTree, plan, request, warnings);
  await restoreState(base, startTree);
  const baseline = await verifyBaseline(plan, request, base.root, {
    measureBaseline,
    signal,
  }).catch((error: unknown) => {
    throw error instanceof MeasurementFailure ? unmeasurable(error) : error;
  });
  const e2eCommand = e2e?.passed === true ? e2e.command : null;
  return { head, base, startTree, testCommand, e2eCommand, e2e, baseline, warnings };
}

/** Ended at the limit: a second run would take as long, and end in the same way. */
function isTooSlow({ message }: { readonly message: string }): boolean {
  return message.startsWith('timeout after ');
}

async function again(
  base: Worktree,
  tree: string,
  command: string,
  { testTimeoutMs }: ExecutionRequest,
): ReturnType<typeof runTests> {
  await restoreState(base, tree);
  return runTests(base, command, testTimeoutMs);
}

/** Requires a clean tree, apart from the loop's own artefacts. */
async function requireCleanTree(host: Host, root: string, signal: AbortSignal): Promise<void> {
  const args = ['status', '--porcelain', '--untracked-files=all', '-z'];
  const text = await git.gitText(host, args, { cwd: root, signal });
  const dirty = text
    .split('\0')
    .filter((line) => line !== '' && !/^.. (.*\/)?\.(optimization|perf-harness)\//u.test(line));
  if (dirty.length === 0) return;
  const names = dirty.slice(0, 3).map((line) => line.slice(3));
  throw blocked('tree-not-clean', 'commit or stash changes first', `Changed: ${names.join(', ')}.`);
}

async function tryE2e(
  base: Worktree,
  tree: string,
  { e2e_test: { command, source } }: StrikePlan,
  request: ExecutionRequest,
  warnings: string[],
): Promise<PreparedExecution['e2e']> {
  if (command === null) {
    warnings.push('There is no end-to-end test; only the test suite verifies the changes.');
    return null;
  }
  const run = await again(base, tree, command, request);
  if (run.state === 'failed') {
    warnings.push(
      `The end-to-end test already fails on unmodified code, so it is left out: ${run.message}.`,
    );
  }
  return { command, source, passed: run.state === 'passed' };
}

/** Measures the baseline: one run within 10 % confirms the map, else three replace its value. */
async function verifyBaseline(
  plan: StrikePlan,
  { primaryMetric = 'wall_time_ms' }: ExecutionRequest,
  folder: string,
  {
    measureBaseline,
    signal,
  }: { readonly measureBaseline: MeasureBaseline; readonly signal: AbortSignal },
): Promise<number> {
  const known = plan.performance_map.baseline[primaryMetric];
  const once = median(await measureBaseline(folder, { runs: 1, signal }));
  if (known !== undefined && isBaselineConfirmed(known, once)) return known;
  const values = await measureBaseline(folder, { runs: BASELINE_RUNS, signal });
  // A metric that cannot be measured on its own here does not contradict the map.
  return values.length === 0 && known !== undefined ? known : median(values);
}

/** Away by 10.0 % is confirmed, by 10.1 % is not. */
export function isBaselineConfirmed(known: number, measured: number): boolean {
  // Decimal fractions have no exact double: 1.1 is 10 % more than 1.
  return Math.abs(measured - known) <= (known * CONFIRMED_WITHIN_PCT) / 100 + known * 1e-9;
}

function unmeasurable({ message }: MeasurementFailure): UserError {
  const remedy = 'Fix the scenario so that `perf-harness run` succeeds.';
  return blocked('scenario-fails', `the scenario fails on unmodified code: ${message}`, remedy);
}

function blocked(code: string, message: string, remedy: string): UserError {
  return new UserError({ code, message, remedy, exitCode: EXIT.blocked });
}
