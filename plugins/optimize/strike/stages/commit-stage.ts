import { describeLoss } from '../../document/behavior-check-result.ts';
import type { Hypothesis } from '../../document/optimization-hypothesis.ts';
import { type ChangeSet, listIds } from '../hypothesis-dependency-order.ts';
import { commitState } from '../save-and-restore-worktree.ts';
import type { Worktree, Worktrees } from '../trial-worktrees.ts';
import type { StateBuilder } from './apply-stage.ts';
import type { CheckResults } from './verify-stage.ts';

/** Commits of an execution, on a branch created with the first commit. */
export interface CommitStage {
  /** Commits a state on top of the last commit; returns its hash. */
  readonly commit: (tree: string, message: string) => Promise<string>;
  /** Takes every commit back, and the branch with them. */
  readonly drop: () => Promise<void>;
  /** Takes every commit back; the branch stays, without a change. */
  readonly reset: () => Promise<void>;
}

export function openCommitStage(
  worktrees: Pick<Worktrees, 'start' | 'setBranch' | 'dropBranch'>,
  head: Worktree,
): CommitStage {
  const { start } = worktrees;
  let parent = start;
  return {
    commit: async (tree, message) => {
      parent = await commitState(head, { tree, parent, message });
      await worktrees.setBranch(head, parent);
      return parent;
    },
    drop: async () => {
      if (parent === start) return;
      parent = start;
      await worktrees.dropBranch();
    },
    reset: () => worktrees.setBranch(head, start),
  };
}

interface CommitStages {
  readonly start: string;
  readonly apply: Pick<StateBuilder, 'build'>;
  readonly commit: Pick<CommitStage, 'commit'>;
}

/** Facts that messages of commits state. */
export interface CommitFacts {
  readonly checks: CheckResults;
  readonly improvementPct: number;
  /** True if each change gets its own commit, whatever its evidence. */
  readonly isOneByOne: boolean;
}

/**
 * Commits changes: all proven changes together, and each guarded or checked change separately, so
 * that it can be reviewed and reverted alone. Returns the hash of the last commit.
 */
export async function commitChanges(
  { start, apply, commit }: CommitStages,
  { parts, state }: ChangeSet,
  facts: CommitFacts,
): Promise<string> {
  const commits = planCommits(parts, facts);
  const trees: string[] = [];
  let count = 0;
  for (const { hypotheses } of commits) {
    count += hypotheses.length;
    const built = await apply.build(start, parts.slice(0, count));
    if (built.state === 'built') trees.push(built.tree);
  }
  // A fix made on the way belongs to all of them.
  if (trees.length !== commits.length || trees.at(-1) !== state) {
    return commit.commit(state, formatStrikeMessage(parts, facts.improvementPct));
  }
  let hash = '';
  for (const [index, { message }] of commits.entries()) {
    hash = await commit.commit(trees[index] ?? state, message);
  }
  return hash;
}

interface PlannedCommit {
  readonly hypotheses: readonly Hypothesis[];
  readonly message: string;
}

function planCommits(
  hypotheses: readonly Hypothesis[],
  { checks, improvementPct, isOneByOne }: CommitFacts,
): readonly PlannedCommit[] {
  const commits: PlannedCommit[] = [];
  for (const hypothesis of hypotheses) {
    const isProven = hypothesis.evidence_class === 'proven';
    const last = commits.at(-1)?.hypotheses ?? [];
    if (isProven && !isOneByOne) {
      const follows = last[0]?.evidence_class === 'proven';
      const together = follows ? [...last, hypothesis] : [hypothesis];
      if (follows) commits.pop();
      commits.push({
        hypotheses: together,
        message: formatStrikeMessage(together, improvementPct),
      });
    } else {
      commits.push({ hypotheses: [hypothesis], message: formatChangeMessage(hypothesis, checks) });
    }
  }
  return commits;
}

/** Message of the commit of several changes. */
export function formatStrikeMessage(
  hypotheses: readonly Hypothesis[],
  improvementPct: number,
): string {
  return `perf: apply optimizations ${listIds(hypotheses).join(',')} (+${improvementPct.toFixed(1)}%)`;
}

/**
 * Returns the commit message of a change, with its evidence and its assumptions.
 * @param improvementPct - Its gain; absent: the message states none.
 */
export function formatChangeMessage(
  { id, description, evidence_class: evidence, assumes }: Hypothesis,
  checks: CheckResults,
  improvementPct?: number,
): string {
  const gain = improvementPct === undefined ? '' : ` (+${improvementPct.toFixed(1)}%)`;
  const title = `${description}${gain}`;
  if (evidence === 'proven') return `perf(${id}): ${title}`;
  const result = checks.get(id);
  const isChecked = result?.state === 'same';
  const evidenceLabel = evidence === 'checked' && !isChecked ? 'not checked' : evidence;
  const assumptions = [...new Set([...assumes, ...(isChecked ? result.assumes : [])])];
  const losses = isChecked ? (result.losses ?? []).map(describeLoss) : [];
  const calls = isChecked ? [`Checked on ${describeCheckedCalls(result)}.`] : [];
  return [
    `perf(${id}, ${evidenceLabel}): ${title}`,
    ...calls.flatMap((line) => ['', line]),
    ...titledList('Regressions:', losses),
    ...titledList('Assumes:', assumptions),
  ].join('\n');
}

function describeCheckedCalls({
  captured,
  made,
  functions,
}: {
  readonly captured: number;
  readonly made: number;
  readonly functions: readonly string[];
}): string {
  const count = functions.length === 1 ? '1 function' : `${functions.length} functions`;
  return `${captured + made} calls of ${count}, ${made} of them generated`;
}

function titledList(title: string, texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? [] : ['', title, ...texts.map((text) => `- ${text}`)];
}
