import { git, UserError, worktrees } from 'perf-harness/plugin';
import { z } from 'zod';
import { askReviewer, programOf } from '../../optimize/index.ts';
import {
  REVIEW_SEVERITIES,
  type Review,
  type ReviewFinding,
  reviewFindingSchema,
} from '../reviewer/review-document.ts';
import { DIMENSIONS } from '../session/task-completion.ts';
import type { TaskContext } from './worker-task-context.ts';

const answerSchema = z.object({
  findings: z.array(reviewFindingSchema.omit({ check: true })).max(200),
});

export interface ExternalReviews {
  readonly findings: readonly ReviewFinding[];
  /** Failures of a program, and output that was rejected. */
  readonly remarks: string[];
}

/**
 * Runs the reviewers of the user, each by the contract of programs: the diff on stdin, findings on
 * stdout. A failure affects only its own review; an approval outweighs no finding.
 */
export async function runExternalReviewers(
  context: TaskContext,
  review: Review,
): Promise<ExternalReviews> {
  const { reviewers } = context.work.settings().programs;
  if (reviewers.length === 0) return { findings: [], remarks: [] };
  const text = await git.gitText(context.host, ['diff', '--no-renames', review.base, review.head], {
    cwd: context.root,
    signal: context.signal,
  });
  const { files } = review;
  const folder = await worktrees.claimWorktreeFolder(context.host);
  const input = {
    schema: 'perf-harness/team-review-request@1',
    diff: `${text}\n`,
    files,
    dimensions: DIMENSIONS,
    severities: REVIEW_SEVERITIES,
    feedback: context.task.context.feedback,
  };
  try {
    const reviews = await Promise.all(
      reviewers.map((reviewer) => runReviewer(context, reviewer, { folder, input, files })),
    );
    return {
      findings: reviews.flatMap(({ findings }) => findings),
      remarks: reviews.flatMap(({ remarks }) => remarks),
    };
  } finally {
    context.host.files.remove(folder);
  }
}

interface ReviewRequest {
  readonly folder: string;
  readonly input: unknown;
  readonly files: readonly string[];
}

async function runReviewer(
  { host, work, task, signal }: TaskContext,
  settings: Parameters<typeof programOf>[0],
  { folder, input, files }: ReviewRequest,
): Promise<ExternalReviews> {
  const { id } = settings;
  const { replay } = work.settings().programs;
  const turn = `${task.id}-${task.attempt}`;
  const recording =
    replay === null
      ? ({ folder: work.path(task.lane, 'programs'), mode: 'record', turn } as const)
      : ({ folder: replay, mode: 'replay', turn } as const);
  try {
    const context = { host, folder, recording };
    const output = await askReviewer(programOf(settings), context, { input, signal });
    const parsed = answerSchema.safeParse(output);
    if (!parsed.success) {
      const why = z.prettifyError(parsed.error);
      return { findings: [], remarks: [`the review from ${id} has an invalid format: ${why}`] };
    }
    const findings = parsed.data.findings.filter(({ file }) => files.includes(file));
    const rejected = parsed.data.findings.length - findings.length;
    return {
      findings: findings.map((finding) => ({ ...finding, check: id })),
      remarks:
        rejected === 0
          ? []
          : [
              `${id} reports findings in files that the change does not touch (${rejected} in total)`,
            ],
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    return { findings: [], remarks: [error.message] };
  }
}
