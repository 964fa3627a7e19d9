import { parse, type SgNode } from '@ast-grep/napi';
import { git, UserError } from 'perf-harness/plugin';
import { scriptLanguage } from '../../analysis/index.ts';
import { type AuditLines, type DiffHunk, parseDiff } from '../../investigate/index.ts';
import { trees, type Worktree } from '../../optimize/index.ts';
import type { Dimension } from '../session/task-completion.ts';
import { DEFAULT_SEVERITY, type ReviewFinding } from './review-document.ts';

/** Sides of a review. */
export type BranchSide = 'base' | 'head';

export interface BranchFile {
  /** From the root of the project, with slashes. */
  readonly path: string;
  /** null: the branch adds it. */
  readonly before: string | null;
  /** null: the branch removes it. */
  readonly after: string | null;
  readonly hunks: readonly DiffHunk[];
}

/** Branch compared with its merge base. */
export interface BranchDiff {
  readonly worktree: Worktree;
  /** Full hashes. */
  readonly base: string;
  readonly head: string;
  readonly files: readonly [BranchFile, ...BranchFile[]];
  /** Runs `work` with one side checked out in the worktree, without leftovers of earlier work. */
  readonly at: <Result>(side: BranchSide, work: () => Promise<Result>) => Promise<Result>;
}

/**
 * Reads the changes of a branch against its merge base, so that later changes of the base do not
 * count.
 * @throws UserError where git does not know one of them, they have nothing in common, or the branch
 * changes nothing.
 */
export async function readBranchDiff(
  worktree: Worktree,
  { base: against, head: tip }: { readonly base: string; readonly head: string },
): Promise<BranchDiff> {
  const { host, top, signal } = worktree;
  const run = (...args: readonly string[]): Promise<string> =>
    git.gitText(host, args, { cwd: top, signal });
  const head = await run('rev-parse', '--verify', '--end-of-options', `${tip}^{commit}`);
  const base = await run('merge-base', '--end-of-options', against, head);
  const hunks = await hunksBetween(worktree, base, head);
  const all: BranchFile[] = [];
  for (const { path } of await trees.changesBetween(worktree, base, head)) {
    const before = await trees.textIn(worktree, base, path);
    const after = await trees.textIn(worktree, head, path);
    all.push({ path, before, after, hunks: hunks.get(path) ?? [] });
  }
  const [first, ...others] = all;
  if (first === undefined) throw nothingChanged(tip, against);
  return {
    worktree,
    base,
    head,
    files: [first, ...others],
    at: async (side, work) => {
      await trees.restoreState(worktree, side === 'base' ? base : head);
      return work();
    },
  };
}

/** Returns the hunks by file, relative to the project root; files outside are left out. */
async function hunksBetween(
  { host, root, signal }: Worktree,
  base: string,
  head: string,
): Promise<ReadonlyMap<string, readonly DiffHunk[]>> {
  const form = ['--unified=0', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames'];
  const names = ['--src-prefix=a/', '--dst-prefix=b/', '--relative'];
  const args = ['-c', 'core.quotePath=false', 'diff', ...form, ...names, base, head, '--', '.'];
  const diff = await git.gitText(host, args, { cwd: root, signal });
  return Map.groupBy(parseDiff(diff), ({ file }) => file);
}

function nothingChanged(head: string, base: string): UserError {
  return new UserError({
    code: 'team-nothing-to-review',
    message: `${head} has no changes relative to ${base}, so there is nothing to review.`,
    remedy: 'Commit the change to the branch, or choose another branch.',
  });
}

/** Parses one side of a file; null if it does not exist there, or is no script. */
export function parseBranchFile(file: BranchFile, side: BranchSide): SgNode | null {
  const text = side === 'base' ? file.before : file.after;
  const language = scriptLanguage(file.path);
  return text === null || language === null ? null : parse(language, text).root();
}

/** First line a branch adds to a file, else the first it removes; 1 where neither is known. */
export function firstChangedLine({ hunks }: BranchFile): number {
  const [first] = hunks;
  return first?.added[0]?.line ?? first?.removed[0]?.line ?? 1;
}

export interface ReviewSettings {
  /** The project that the user works in, absolute; it is only read. */
  readonly root: string;
  /** Command as typed in a shell; null if the project has no tests. */
  readonly testCommand: string | null;
  /** Files that the plan names for this branch; null if there is no plan. */
  readonly targetFiles: readonly string[] | null;
  /** Audits the lines of one commit that another lacks; null if no auditor is available. */
  readonly audit: AuditLines | null;
}

/** Findings of a check, or the reason why it cannot be made. */
export type CheckOutcome =
  | { readonly state: 'done'; readonly findings: readonly CheckFinding[] }
  | { readonly state: 'not automated'; readonly reason: string };

/** Finding without the fields common to all findings of its check. */
export type CheckFinding = Pick<ReviewFinding, 'file' | 'line' | 'message' | 'fix'> &
  Partial<Pick<ReviewFinding, 'severity'>>;

/** Checks one aspect of a branch. Read-only (TPR-07). */
export interface ReviewCheck {
  readonly id: string;
  readonly dimension: Dimension;
  readonly run: (
    branch: BranchDiff,
    settings: ReviewSettings,
  ) => CheckOutcome | Promise<CheckOutcome>;
}

export function completedCheck(findings: readonly CheckFinding[]): CheckOutcome {
  return { state: 'done', findings };
}

export function notAutomatedCheck(reason: string): CheckOutcome {
  return { state: 'not automated', reason };
}

export function toReviewFinding(
  { id, dimension }: ReviewCheck,
  found: CheckFinding,
): ReviewFinding {
  return { dimension, check: id, severity: DEFAULT_SEVERITY[dimension], ...found };
}
