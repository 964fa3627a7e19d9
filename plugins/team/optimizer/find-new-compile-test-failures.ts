import {
  findCompiler,
  runCompiler,
  runTests,
  type TestRun,
  trees,
  type Worktree,
} from '../../optimize/index.ts';
import {
  type CompilerError,
  findNewTypeErrors,
  parseTypeErrors,
} from '../base-comparison/find-new-type-errors.ts';
import { compareTests } from '../base-comparison/find-tests-broken-by-change.ts';

/** Settings for compiling and testing a project. */
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
export interface NewProblems {
  readonly problems: readonly string[];
  /** Checks without a result, which are no approval. */
  readonly undecided: readonly string[];
}

export async function findNewProblems(
  worktree: Worktree,
  before: CheckBaseline,
  { root, testCommand }: ProjectChecks,
): Promise<NewProblems> {
  const after = await trees.keepState(worktree);
  const errors = before.typeErrors === null ? null : await compile(worktree, root);
  const fresh = errors === null ? [] : findNewTypeErrors(before.typeErrors ?? [], errors);
  const types = fresh.map(
    ({ file, line, code, message }) => `${file}:${line} does not compile: ${code}: ${message}`,
  );
  const tests =
    before.tests === null || testCommand === null
      ? FINE
      : await failingSince(worktree, { before, recorded: before.tests, after, testCommand });
  await trees.restoreState(worktree, after);
  return { ...tests, problems: [...types, ...tests.problems] };
}

const FINE: NewProblems = { problems: [], undecided: [] };

interface Sides {
  readonly before: CheckBaseline;
  readonly recorded: TestRun;
  readonly after: string;
  readonly testCommand: string;
}

/**
 * Finds tests that fail since the change. The recorded run counts as the first of the base; more
 * are made if a test is suspected.
 */
async function failingSince(
  worktree: Worktree,
  { before, recorded, after, testCommand }: Sides,
): Promise<NewProblems> {
  let isFirst = true;
  const runAt = async (tree: string): Promise<TestRun> => {
    await trees.restoreState(worktree, tree);
    return runTests(worktree, testCommand);
  };
  const outcome = await compareTests({
    base: () => {
      const run = isFirst ? Promise.resolve(recorded) : runAt(before.tree);
      isFirst = false;
      return run;
    },
    head: () => runAt(after),
  });
  switch (outcome.state) {
    case 'passed':
      return FINE;
    case 'undecided':
      return { problems: [], undecided: [outcome.reason] };
    case 'failed': {
      const names = outcome.failing.join(', ') || outcome.message;
      return { problems: [`tests that passed before now fail: ${names}`], undecided: [] };
    }
  }
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
