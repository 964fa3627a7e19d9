import { git } from 'perf-harness/plugin';
import { type CodeFacts, readCode } from '../../analysis/index.ts';
import type { Hypothesis } from '../document/optimization-hypothesis.ts';
import {
  findWidestFunction,
  flatSteps,
  type StepFunction,
} from '../generators/functions-on-bottleneck-path.ts';
import { parsePatchHunks } from './apply/parse-unified-diff.ts';
import type { StrikePlan } from './plan-execution-types.ts';
import type { SequentialRules } from './run-hypotheses-sequentially.ts';
import { fromProject, restoreState } from './save-and-restore-worktree.ts';
import type { Worktree } from './trial-worktrees.ts';

/**
 * Describes what a change does outside of the one function it may change: the target of
 * the plan, else the outermost function around the step that the hypothesis addresses.
 * @returns One sentence without its full stop; null: it does nothing else.
 */
export function findOutsideChanges(
  worktree: Worktree,
  plan: StrikePlan,
): NonNullable<SequentialRules['describeOtherChanges']> {
  return async (before, after, hypothesis) => {
    await restoreState(worktree, before);
    const { host, root, signal } = worktree;
    const allowed = functionOf(await readCode(host, root, { signal }), plan, hypothesis);
    if (allowed === null) return 'the plan does not name the function to change';
    const { name, file, line, endLine } = allowed;
    const spans = await changedLines(worktree, before, after);
    const outside = spans.find(
      (span) => span.file !== file || span.first < line || span.last > endLine,
    );
    if (outside === undefined) return null;
    const where = outside.file === file ? `line ${outside.first} of ${file}` : outside.file;
    return `changes ${where}, which is outside ${name}`;
  };
}

function functionOf(
  facts: CodeFacts,
  { problem_statement: problem, performance_map: { steps = [] } }: StrikePlan,
  { bottleneck_addressed: addressed }: Hypothesis,
): StepFunction | null {
  const [, path, symbol] = /^(.+)::([\w$.]+)$/u.exec(problem?.target ?? '') ?? [];
  if (symbol === undefined) {
    const step = flatSteps(steps).find(({ id }) => id === addressed);
    return findWidestFunction(facts, step?.location ?? null);
  }
  // `listUsers` is `Users.listUsers` too.
  const isNamed = (name: string): boolean => name === symbol || name.endsWith(`.${symbol}`);
  return facts.functions.find(({ file, name }) => file === path && isNamed(name)) ?? null;
}

interface ChangedSpan {
  readonly file: string;
  /** Line in the earlier state; for pure additions, the lines on either side. */
  readonly first: number;
  readonly last: number;
}

async function changedLines(
  worktree: Worktree,
  before: string,
  after: string,
): Promise<readonly ChangedSpan[]> {
  const { host, top, signal } = worktree;
  const args = ['diff-tree', '-p', '-r', '--unified=0', '--no-renames', '--no-color'];
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/', '--no-ext-diff', '--no-textconv'];
  const quiet = ['-c', 'core.quotePath=false'];
  const text = await git.gitText(host, [...quiet, ...args, ...prefixes, before, after], {
    cwd: top,
    signal,
  });
  // A file that is added, emptied, or no text, has no lines of a function.
  const files = text.matchAll(/^diff --git a\/(.+) b\/\1$/gmu).map(([, path = '']) => ({
    file: fromProject(path, worktree),
    first: Number.NaN,
    last: Number.NaN,
  }));
  const lines = parsePatchHunks(text).map(({ file, line, removed }) => ({
    file: fromProject(file, worktree),
    first: line,
    last: removed === 0 ? line + 1 : line + removed - 1,
  }));
  return [...files, ...lines];
}
