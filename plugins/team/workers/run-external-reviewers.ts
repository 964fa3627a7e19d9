import { git, UserError, worktrees } from 'perf-harness/plugin';
import { z } from 'zod';
import { askReviewer, programOf } from '../../optimize/index.ts';
import {
  REVIEW_SEVERITIES,
  type Review,
  type ReviewFinding,
  reviewFindingSchema,
} from '../reviewer/review-document.ts';
import { DIMENSIONS } from '../session/benchmark-and-review-verdicts.ts';
import type { TaskContext } from './worker-task-context.ts';

/** Output of a program that reviews a change. */
const answerSchema = z.object({
  findings: z.array(reviewFindingSchema.unwrap().omit({ check: true })).max(200),
});

/** Reviews of a change by programs of the user. */
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
  scene: TaskContext,
  review: Review,
): Promise<ExternalReviews> {
  const { reviewers } = scene.work.settings().programs;
  if (reviewers.length === 0) return { findings: [], remarks: [] };
  const text = await git.gitText(scene.host, ['diff', '--no-renames', review.base, review.head], {
    cwd: scene.root,
    signal: scene.signal,
  });
  const folder = await worktrees.claimWorktreeFolder(scene.host);
  const input = {
    schema: 'perf-harness/team-review-request@1',
    diff: `${text}\n`,
    files: review.files,
    dimensions: DIMENSIONS,
    severities: REVIEW_SEVERITIES,
    feedback: scene.task.context.feedback,
  };
  try {
    const asked = await Promise.all(
      reviewers.map((reviewer) => ask(scene, reviewer, { folder, input, files: review.files })),
    );
    return {
      findings: asked.flatMap(({ findings }) => findings),
      remarks: asked.flatMap(({ remarks }) => remarks),
    };
  } finally {
    scene.host.files.remove(folder);
  }
}

interface Asked {
  readonly folder: string;
  readonly input: unknown;
  readonly files: readonly string[];
}

async function ask(
  { host, work, task, signal }: TaskContext,
  settings: Parameters<typeof programOf>[0],
  { folder, input, files }: Asked,
): Promise<ExternalReviews> {
  const { id } = settings;
  const { replay } = work.settings().programs;
  const turn = `${task.id}-${task.attempt}`;
  const recording =
    replay === null
      ? ({ folder: work.path(task.lane, 'programs'), mode: 'record', turn } as const)
      : ({ folder: replay, mode: 'replay', turn } as const);
  try {
    const place = { host, folder, recording };
    const output = await askReviewer(programOf(settings), place, { input, signal });
    const read = answerSchema.safeParse(output);
    if (!read.success) {
      const why = z.prettifyError(read.error);
      return { findings: [], remarks: [`the review from ${id} has an invalid format: ${why}`] };
    }
    const own = read.data.findings.filter(({ file }) => files.includes(file));
    const others = read.data.findings.length - own.length;
    return {
      findings: own.map((finding) => ({ ...finding, check: id })),
      remarks:
        others === 0
          ? []
          : [`${id} reports findings in files that the change does not touch (${others} in total)`],
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    return { findings: [], remarks: [error.message] };
  }
}
