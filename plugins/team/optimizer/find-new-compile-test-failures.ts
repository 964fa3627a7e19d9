import {
  createTestJudge,
  findCompiler,
  runCompiler,
  runTests,
  type TestRun,
  trees,
  type Worktree,
} from '../../optimize/index.ts';

/** Effect of a change on tests, some of which may have failed before it. */
export type TestComparison =
  | { readonly state: 'passed' }
  | {
      readonly state: 'failed';
      /** Names of tests that fail only with the change; empty if the output names none. */
      readonly failing: readonly string[];
      readonly message: string;
      /** In 50 lines at the most. */
      readonly output: string;
    }
  | { readonly state: 'undecided'; readonly reason: string };

interface TestRunners {
  readonly base: () => Promise<TestRun>;
  readonly head: () => Promise<TestRun>;
}

/**
 * Separates tests that a change broke from tests that failed before it and from flaky tests (D7).
 * Where the base passes, runs are repeated as in batch apply; where it fails, only tests that it
 * does not fail are counted.
 */
export async function compareTests({ base, head }: TestRunners): Promise<TestComparison> {
  const before = await base();
  if (before.state === 'failed') return againstFailing(before, await head());
  const verdict = await createTestJudge(base).judge(head);
  if (verdict.state === 'passed') return { state: 'passed' };
  const { failing, message, output } = verdict.run;
  return { state: 'failed', failing, message, output };
}

type FailedRun = Extract<TestRun, { state: 'failed' }>;

function againstFailing(before: FailedRun, after: TestRun): TestComparison {
  if (after.state === 'passed') return { state: 'passed' };
  if (before.failing.length === 0 || after.failing.length === 0) {
    const reason =
      'the tests also fail without the change, and their output does not name the failing tests';
    return { state: 'undecided', reason };
  }
  const known = new Set(before.failing);
  const failing = after.failing.filter((name) => !known.has(name));
  if (failing.length === 0) return { state: 'passed' };
  return { state: 'failed', failing, message: after.message, output: after.output };
}

export interface CompilerError {
  /** From the root of the project, with slashes. */
  readonly file: string;
  readonly line: number;
  /** `TS2345`. */
  readonly code: string;
  readonly message: string;
}

/** Parses the errors of `tsc --pretty false`; continuation lines are left out. */
export function parseTypeErrors(output: string): readonly CompilerError[] {
  return [...output.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+): (.*)$/gmu)].map(
    ([, file = '', line = '1', code = '', message = '']) => ({
      file: file.replaceAll('\\', '/'),
      line: Number(line),
      code,
      message,
    }),
  );
}

/** Errors that were not there before; a change moves lines, so that they are not compared. */
export function findNewTypeErrors(
  before: readonly CompilerError[],
  after: readonly CompilerError[],
): readonly CompilerError[] {
  const key = ({ file, code, message }: CompilerError): string => `${file}\0${code}\0${message}`;
  const left = new Map<string, number>();
  for (const error of before) left.set(key(error), (left.get(key(error)) ?? 0) + 1);
  return after.filter((error) => {
    const count = left.get(key(error)) ?? 0;
    left.set(key(error), count - 1);
    return count <= 0;
  });
}

export interface ProjectChecks {
  /** The project that the user works in, absolute; its compiler is used. */
  readonly root: string;
  /** Command as typed in a shell; null if there are no tests. */
  readonly testCommand: string | null;
}

/** State before a change, so that only new problems count (TPO-05). */
export interface CheckBaseline {
  /** Id of git's tree. */
  readonly tree: string;
  /** null if nothing can be compiled. */
  readonly typeErrors: readonly CompilerError[] | null;
  /** null if there are no tests. */
  readonly tests: TestRun | null;
}

export async function recordCheckBaseline(
  worktree: Worktree,
  { root, testCommand }: ProjectChecks,
): Promise<CheckBaseline> {
  const tree = await trees.keepState(worktree);
  const typeErrors = await compile(worktree, root);
  const tests = testCommand === null ? null : await runTests(worktree, testCommand);
  await trees.restoreState(worktree, tree);
  return { tree, typeErrors, tests };
}

/** Problems that a change caused compared with the state before, a sentence each. */
export async function findNewProblems(
  worktree: Worktree,
  before: CheckBaseline,
  { root, testCommand }: ProjectChecks,
): Promise<readonly string[]> {
  const after = await trees.keepState(worktree);
  const errors = before.typeErrors === null ? null : await compile(worktree, root);
  const fresh = errors === null ? [] : findNewTypeErrors(before.typeErrors ?? [], errors);
  const types = fresh.map(
    ({ file, line, code, message }) => `${file}:${line} does not compile: ${code}: ${message}`,
  );
  const tests =
    before.tests === null || testCommand === null
      ? []
      : await failingSince(worktree, before.tree, before.tests, after, testCommand);
  await trees.restoreState(worktree, after);
  return [...types, ...tests];
}

/**
 * Finds tests that fail since the change. The recorded run counts as the first of the base; more
 * are made if a test is suspected.
 */
async function failingSince(
  worktree: Worktree,
  before: string,
  recorded: TestRun,
  after: string,
  testCommand: string,
): Promise<readonly string[]> {
  const known = [recorded];
  const runAt = async (tree: string): Promise<TestRun> => {
    await trees.restoreState(worktree, tree);
    return runTests(worktree, testCommand);
  };
  const outcome = await compareTests({
    base: async () => known.pop() ?? (await runAt(before)),
    head: () => runAt(after),
  });
  if (outcome.state !== 'failed') return [];
  return [`tests that passed before now fail: ${outcome.failing.join(', ') || outcome.message}`];
}

/** Returns the compiler errors; null if there is nothing to compile, or no compiler. */
async function compile(
  worktree: Worktree,
  original: string,
): Promise<readonly CompilerError[] | null> {
  const found = findCompiler(worktree.host, worktree.root, original);
  if ('reason' in found) return null;
  return parseTypeErrors((await runCompiler(worktree, found.compiler)) ?? '');
}
