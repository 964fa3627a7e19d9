import { measure, shellWords } from 'perf-harness/plugin';
import type { ProofTests } from '../document/proof-document.ts';
import { createTestJudge, runTests, type TestRun } from '../strike/run-project-tests.ts';
import { restoreState } from '../strike/save-and-restore-worktree.ts';
import type { Worktree } from '../strike/trial-worktrees.ts';
import { findRunScript, readPackageScripts } from '../verify/change/find-test-runner-commands.ts';

export interface WorktreeState {
  readonly worktree: Worktree;
  readonly tree: string;
}

type FailedRun = Extract<TestRun, { state: 'failed' }>;

/**
 * Runs the tests on the change. Tests that fail without it as well say nothing about it.
 * @param requested - Shell command; null: the test script of the project.
 */
export async function testChange(
  base: WorktreeState,
  head: WorktreeState,
  requested: string | null,
): Promise<ProofTests> {
  const { host, root } = base.worktree;
  const command = requested ?? measure.findSuiteCommand(host, root);
  if (command === null) {
    const reason = 'the project has no tests to run';
    return { state: 'absent', command, reason };
  }
  const before = await runTestsTwice(base, command);
  if (before.state === 'passed') return compareWithPassingTests(base, head, command, []);
  const steps = findRunScript(command) === 'test' ? splitTestScript(base.worktree) : [];
  if (steps.length < 2) return compareWithFailingTests(base, head, { command, before });
  // A script may run other tools before its tests, such as a linter that fails by itself.
  const runs = await runEachStep(base, steps);
  const last = runs.at(-1)?.run;
  const failing = runs.filter(({ run }) => run.state === 'failed').map(({ step }) => step);
  const tests = composeCommand(
    steps.filter((step, index) => index === steps.length - 1 || !failing.includes(step)),
  );
  return last?.state === 'passed'
    ? compareWithPassingTests(base, head, tests, failing)
    : compareWithFailingTests(base, head, { command: tests, before: last ?? before });
}

export async function runTestsIn(
  { worktree, tree }: WorktreeState,
  command: string,
): Promise<TestRun> {
  await restoreState(worktree, tree);
  return runTests(worktree, command);
}

/** Runs tests again if they fail, since flaky ones may pass; a failure names the tests of both runs. */
async function runTestsTwice(state: WorktreeState, command: string): Promise<TestRun> {
  const first = await runTestsIn(state, command);
  if (first.state === 'passed') return first;
  const second = await runTestsIn(state, command);
  if (second.state === 'passed') return second;
  return { ...second, failing: [...new Set([...first.failing, ...second.failing])].sort() };
}

/** Returns the test script of a project; empty if there is none, or one that prepares it. */
function readTestScript({ host, root }: Worktree): string {
  const scripts = readPackageScripts(host.files, root);
  // A script before the tests prepares all their steps.
  return typeof scripts.test === 'string' && scripts.pretest === undefined ? scripts.test : '';
}

/** Splits the test script of a project into commands that run one after the other. */
function splitTestScript(worktree: Worktree): readonly string[] {
  const script = readTestScript(worktree);
  // Other operators and quotes may hold a step together; settings of the shell last for the rest.
  if (/[|;()'"`=]|(?:^|&& )(?:cd|export) /u.test(script)) return [];
  return script.split(' && ').map((step) => step.trim());
}

/**
 * Returns the command to record calls with: each step of the test script runs whatever the others
 * do, since a linter rejects the instrumented code.
 */
export function recordingCommand(worktree: Worktree, command: string | null): string {
  const steps = splitTestScript(worktree);
  const isScript = findRunScript(command ?? '') === 'test';
  return isScript && steps.length > 1 ? composeCommand(steps, ' ; ') : (command ?? '');
}

/** Runs commands with the installed programs of the project on the path, as a script does. */
function composeCommand(steps: readonly string[], operator = ' && '): string {
  return shellWords(['npm', 'exec', '--offline', '--call', steps.join(operator)]);
}

interface StepRun {
  readonly step: string;
  readonly run: TestRun;
}

/** Runs the steps of the test script one by one, each on what those before it left. */
async function runEachStep(
  { worktree, tree }: WorktreeState,
  steps: readonly string[],
): Promise<readonly StepRun[]> {
  await restoreState(worktree, tree);
  const runs: StepRun[] = [];
  for (const step of steps)
    runs.push({ step, run: await runTests(worktree, composeCommand([step])) });
  return runs;
}

async function compareWithPassingTests(
  base: WorktreeState,
  head: WorktreeState,
  command: string,
  failingBefore: readonly string[],
): Promise<ProofTests> {
  const judge = createTestJudge(() => runTestsIn(base, command));
  const verdict = await judge.judge(() => runTestsIn(head, command));
  const common = { command, failing_before: failingBefore };
  if (verdict.state === 'passed') return { ...common, state: 'passed', other_failure: null };
  const reason = summarize(verdict.run);
  const rest = namedFailures(verdict.run).length > 0 ? verdict.run : await findPassingSteps(head);
  // A linter's complaint about the change is no change of behavior.
  return typeof rest === 'string'
    ? { ...common, command: rest, state: 'passed', other_failure: reason }
    : { ...common, state: 'failed', reason: rest === null ? reason : summarize(rest) };
}

/**
 * Runs the steps of the test script one by one. Returns the command of those that pass if only
 * linters fail, else the first other failure; null: the script has no steps, or no tests passed.
 */
async function findPassingSteps(state: WorktreeState): Promise<string | FailedRun | null> {
  const steps = splitTestScript(state.worktree);
  if (steps.length < 2) return null;
  const runs = await runEachStep(state, steps);
  for (const { run } of runs) {
    const isLint =
      run.state === 'failed' && run.failing.length > 0 && namedFailures(run).length === 0;
    if (run.state === 'failed' && !isLint) return run;
  }
  if (runs.at(-1)?.run.state !== 'passed') return null;
  return composeCommand(runs.filter(({ run }) => run.state === 'passed').map(({ step }) => step));
}

/** Runs of the base whose failing tests are known before one of the head is blamed. */
const EXTRA_BASE_RUNS = 2;
/** Options that end a run at its first failure, so that the other tests show nothing. */
const STOP_AT_FIRST_FAILURE = /--bail|--fail-?fast|\s-x\b/u;

/** Compares the failing tests by name where some fail without the change. */
async function compareWithFailingTests(
  base: WorktreeState,
  head: WorktreeState,
  { command, before }: { readonly command: string; readonly before: FailedRun },
): Promise<ProofTests> {
  const known = new Set(namedFailures(before));
  const unknown = (reason: string): ProofTests => ({
    state: 'fail-before',
    command,
    reason,
    failing_before: [...known],
  });
  if (
    known.size === 0 ||
    STOP_AT_FIRST_FAILURE.test(`${command} ${readTestScript(base.worktree)}`)
  ) {
    return unknown(summarize(before));
  }
  const newFailures = (run: TestRun): readonly string[] =>
    run.state === 'passed' ? [] : namedFailures(run).filter((name) => !known.has(name));
  const first = await runTestsIn(head, command);
  if (newFailures(first).length > 0) {
    const second = await runTestsIn(head, command);
    const both = newFailures(first).filter((name) => newFailures(second).includes(name));
    for (
      let count = 0;
      both.some((name) => !known.has(name)) && count < EXTRA_BASE_RUNS;
      count += 1
    ) {
      const again = await runTestsIn(base, command);
      for (const name of again.state === 'failed' ? namedFailures(again) : []) known.add(name);
    }
    const failing = both.filter((name) => !known.has(name));
    if (failing.length > 0 && second.state === 'failed') {
      const reason = summarize({ ...second, failing });
      return { state: 'failed', command, reason, failing_before: [...known] };
    }
  }
  // A run that crashed may have reached none of the tests.
  if (first.state === 'failed' && (namedFailures(first).length === 0 || first.crashed)) {
    return unknown(summarize(first));
  }
  return { state: 'passed', command, other_failure: null, failing_before: [...known] };
}

/** Counts and positions in the output of linters, which look like names of failing tests. */
const LINTER_LINE = /^\d+ (?:problem|error|warning)s?\b|^\d+:\d+/u;

function namedFailures({ failing }: FailedRun): readonly string[] {
  return failing.filter((name) => !LINTER_LINE.test(name));
}

function summarize({ failing, message }: Pick<FailedRun, 'failing' | 'message'>): string {
  return failing.length === 0 ? message : failing.slice(0, 3).join(', ');
}
