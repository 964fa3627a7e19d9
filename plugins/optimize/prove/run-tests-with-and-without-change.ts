import { join } from 'node:path';
import { measure, shellWords } from 'perf-harness/plugin';
import type { ProofTests } from '../document/proof-document.ts';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import { createTestJudge } from '../strike/distinguish-broken-from-flaky-tests.ts';
import { runTests, type TestRun } from '../strike/run-project-tests.ts';
import { restoreState } from '../strike/save-and-restore-worktree.ts';
import type { Worktree } from '../strike/trial-worktrees.ts';

/** A state of the project in a worktree. */
export interface ChangeSide {
  readonly worktree: Worktree;
  readonly tree: string;
}

type FailedRun = Extract<TestRun, { state: 'failed' }>;

/**
 * Runs the tests on the change. Tests that fail without it as well say nothing about it.
 * @param requested - Shell command; null: the test script of the project.
 */
export async function testChange(
  base: ChangeSide,
  head: ChangeSide,
  requested: string | null,
): Promise<ProofTests> {
  const { host, root } = base.worktree;
  const command = requested ?? measure.findSuiteCommand(host, root);
  if (command === null) {
    const reason = 'the project has no tests to run';
    return { state: 'absent', command, reason };
  }
  const before = await runTwice(base, command);
  if (before.state === 'passed') return compareRuns(base, head, command, []);
  const parts = requested === null ? splitTestScript(base.worktree) : [];
  if (parts.length < 2) return compareFailures(base, head, { command, before });
  // A script may run other tools before its tests, such as a linter that fails by itself.
  const runs = await runEachPart(base, parts);
  const last = runs.at(-1)?.run;
  const failing = runs.filter(({ run }) => run.state === 'failed').map(({ part }) => part);
  const tests = partCommand(
    parts.filter((part, at) => at === parts.length - 1 || !failing.includes(part)),
  );
  return last?.state === 'passed'
    ? compareRuns(base, head, tests, failing)
    : compareFailures(base, head, { command: tests, before: last ?? before });
}

/** Runs a test command in a state of the project. */
export async function runIn({ worktree, tree }: ChangeSide, command: string): Promise<TestRun> {
  await restoreState(worktree, tree);
  return runTests(worktree, command);
}

/** Runs tests again if they fail, since flaky ones may pass; a failure names the tests of both runs. */
async function runTwice(side: ChangeSide, command: string): Promise<TestRun> {
  const first = await runIn(side, command);
  if (first.state === 'passed') return first;
  const second = await runIn(side, command);
  if (second.state === 'passed') return second;
  return { ...second, failing: [...new Set([...first.failing, ...second.failing])].sort() };
}

/** Returns the test script of a project; empty if there is none, or one that prepares it. */
function readTestScript({ host, root }: Worktree): string {
  const manifest = parseJsonOrNull(host.files.read(join(root, 'package.json')));
  const { scripts } = (manifest ?? {}) as { readonly scripts?: Readonly<Record<string, unknown>> };
  // A script before the tests prepares all their parts.
  return typeof scripts?.test === 'string' && scripts.pretest === undefined ? scripts.test : '';
}

/** Splits the test script of a project into commands that run one after the other. */
function splitTestScript(worktree: Worktree): readonly string[] {
  const script = readTestScript(worktree);
  // Other operators and quotes may hold a part together; settings of the shell last for the rest.
  if (/[|;()'"`=]|(?:^|&& )(?:cd|export) /u.test(script)) return [];
  return script.split(' && ').map((part) => part.trim());
}

/**
 * Returns the command to record calls with: each part of the test script runs whatever the others
 * do, since a linter rejects the instrumented code.
 */
export function recordingCommand(worktree: Worktree, command: string | null): string {
  const parts = splitTestScript(worktree);
  const isScript = command === measure.findSuiteCommand(worktree.host, worktree.root);
  return isScript && parts.length > 1 ? partCommand(parts, ' ; ') : (command ?? '');
}

/** Runs commands with the installed programs of the project on the path, as a script does. */
function partCommand(parts: readonly string[], operator = ' && '): string {
  return shellWords(['npm', 'exec', '--offline', '--call', parts.join(operator)]);
}

/** A command of the test script, and its run by itself. */
interface PartRun {
  readonly part: string;
  readonly run: TestRun;
}

/** Runs the parts of the test script one by one, each on what those before it left. */
async function runEachPart(
  { worktree, tree }: ChangeSide,
  parts: readonly string[],
): Promise<readonly PartRun[]> {
  await restoreState(worktree, tree);
  const runs: PartRun[] = [];
  for (const part of parts) runs.push({ part, run: await runTests(worktree, partCommand([part])) });
  return runs;
}

/** Compares tests that pass without the change. */
async function compareRuns(
  base: ChangeSide,
  head: ChangeSide,
  command: string,
  failingBefore: readonly string[],
): Promise<ProofTests> {
  const judge = createTestJudge(() => runIn(base, command));
  const verdict = await judge.judge(() => runIn(head, command));
  const common = { command, failing_before: failingBefore };
  if (verdict.state === 'passed') return { ...common, state: 'passed', other_failure: null };
  const reason = summarize(verdict.run);
  const rest = namesIn(verdict.run).length > 0 ? verdict.run : await runParts(head);
  // A linter's complaint about the change is no change of behavior.
  return typeof rest === 'string'
    ? { ...common, command: rest, state: 'passed', other_failure: reason }
    : { ...common, state: 'failed', reason: rest === null ? reason : summarize(rest) };
}

/**
 * Runs the parts of the test script one by one. Returns the command of those that pass if only
 * linters fail, else the first other failure; null: the script has no parts, or no tests passed.
 */
async function runParts(side: ChangeSide): Promise<string | FailedRun | null> {
  const parts = splitTestScript(side.worktree);
  if (parts.length < 2) return null;
  const runs = await runEachPart(side, parts);
  for (const { run } of runs) {
    const isLint = run.state === 'failed' && run.failing.length > 0 && namesIn(run).length === 0;
    if (run.state === 'failed' && !isLint) return run;
  }
  if (runs.at(-1)?.run.state !== 'passed') return null;
  return partCommand(runs.filter(({ run }) => run.state === 'passed').map(({ part }) => part));
}

/** Runs of the base whose failing tests are known before one of the head is blamed. */
const BASE_RUNS = 2;
/** Options that end a run at its first failure, so that the other tests show nothing. */
const ENDS_EARLY = /--bail|--fail-?fast|\s-x\b/u;

/** Compares the failing tests by name where some fail without the change. */
async function compareFailures(
  base: ChangeSide,
  head: ChangeSide,
  { command, before }: { readonly command: string; readonly before: FailedRun },
): Promise<ProofTests> {
  const known = new Set(namesIn(before));
  const unknown = (reason: string): ProofTests => ({
    state: 'fail-before',
    command,
    reason,
    failing_before: [...known],
  });
  if (known.size === 0 || ENDS_EARLY.test(`${command} ${readTestScript(base.worktree)}`)) {
    return unknown(summarize(before));
  }
  const newIn = (run: TestRun): readonly string[] =>
    run.state === 'passed' ? [] : namesIn(run).filter((name) => !known.has(name));
  const first = await runIn(head, command);
  if (newIn(first).length > 0) {
    const second = await runIn(head, command);
    const both = newIn(first).filter((name) => newIn(second).includes(name));
    for (let count = 0; both.some((name) => !known.has(name)) && count < BASE_RUNS; count += 1) {
      const again = await runIn(base, command);
      for (const name of again.state === 'failed' ? namesIn(again) : []) known.add(name);
    }
    const failing = both.filter((name) => !known.has(name));
    if (failing.length > 0 && second.state === 'failed') {
      const reason = summarize({ ...second, failing });
      return { state: 'failed', command, reason, failing_before: [...known] };
    }
  }
  // A run that crashed may have reached none of the tests.
  if (first.state === 'failed' && (namesIn(first).length === 0 || first.crashed)) {
    return unknown(summarize(first));
  }
  return { state: 'passed', command, other_failure: null, failing_before: [...known] };
}

/** Counts and places in the output of linters, which look like names of failing tests. */
const NO_TEST = /^\d+ (?:problem|error|warning)s?\b|^\d+:\d+/u;

function namesIn({ failing }: FailedRun): readonly string[] {
  return failing.filter((name) => !NO_TEST.test(name));
}

function summarize({ failing, message }: Pick<FailedRun, 'failing' | 'message'>): string {
  return failing.length === 0 ? message : failing.slice(0, 3).join(', ');
}
