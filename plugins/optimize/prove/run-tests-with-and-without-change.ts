import { join } from 'node:path';
import { measure, shellWords } from 'perf-harness/plugin';
import type { ProofTests } from '../document/proof-document.ts';
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
    return { state: 'absent', command, reason, failing_before: [] };
  }
  const before = await runTwice(base, command);
  if (before.state === 'passed') return compareRuns(base, head, command, []);
  if (before.failing.length > 0) return compareFailures(head, command, before);
  // A script may run other tools before its tests, such as a linter that fails on its own.
  const parts = requested === null ? splitTestScript(base.worktree) : [];
  const passing: string[] = [];
  for (const part of parts.length < 2 ? [] : parts) {
    const run = await runIn(base, partCommand([part]));
    if (run.state === 'passed') passing.push(part);
  }
  if (passing.length === 0) {
    return { state: 'fail-before', command, reason: summarize(before), failing_before: [] };
  }
  const failing = parts.filter((part) => !passing.includes(part));
  return compareRuns(base, head, partCommand(passing), failing);
}

async function runIn({ worktree, tree }: ChangeSide, command: string): Promise<TestRun> {
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

/** Splits the test script of a project into commands that run one after the other. */
function splitTestScript({ host, root }: Worktree): readonly string[] {
  const manifest = host.files.read(join(root, 'package.json')) ?? '{}';
  let script: unknown;
  try {
    script = (JSON.parse(manifest) as { scripts?: { test?: unknown } }).scripts?.test;
  } catch {
    return [];
  }
  // Other operators and quotes may hold a part together.
  if (typeof script !== 'string' || /[|;()'"`]/u.test(script)) return [];
  return script.split(' && ').map((part) => part.trim());
}

/** Runs commands with the installed programs of the project on the path, as a script does. */
function partCommand(parts: readonly string[]): string {
  return shellWords(['npm', 'exec', '--offline', '--call', parts.join(' && ')]);
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
  return verdict.state === 'failed'
    ? { ...common, state: 'failed', reason: summarize(verdict.run) }
    : { ...common, state: 'passed', reason: null };
}

/** Compares the failing tests by name where some fail without the change. */
async function compareFailures(
  head: ChangeSide,
  command: string,
  before: FailedRun,
): Promise<ProofTests> {
  const known = before.failing;
  const newFailures = ({ failing }: FailedRun): readonly string[] =>
    failing.filter((name) => !known.includes(name));
  const common = { command, failing_before: known };
  const first = await runIn(head, command);
  const isNew = first.state === 'failed' && newFailures(first).length > 0;
  const second = isNew ? await runIn(head, command) : first;
  if (second.state === 'failed') {
    const failing = newFailures(second);
    const reason = summarize({ ...second, failing });
    if (failing.length > 0) return { ...common, state: 'failed', reason };
    // A run that crashed may have reached none of the tests.
    if (second.failing.length === 0 || second.crashed) {
      return { ...common, state: 'fail-before', reason };
    }
  }
  return { ...common, state: 'passed', reason: null };
}

function summarize({ failing, message }: Pick<FailedRun, 'failing' | 'message'>): string {
  return failing.length === 0 ? message : failing.slice(0, 3).join(', ');
}
