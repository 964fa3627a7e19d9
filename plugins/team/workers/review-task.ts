import { reviewBranch } from '../reviewer/review-branch.ts';
import {
  judgeReview,
  type Review,
  reviewerNamespace,
  reviewText,
} from '../reviewer/review-document.ts';
import { discussionFile, namespaceName } from '../session/session-artifact-paths.ts';
import type { CompletedWork } from '../session/task-completion.ts';
import { listTargetFiles } from '../strategist/read-assigned-plan.ts';
import {
  type Discussion,
  discussionText,
  discussProposal,
  findDisagreement,
} from '../strategist/score-proposal-from-four-perspectives.ts';
import { runExternalReviewers } from './run-external-reviewers.ts';
import {
  createCompletion,
  findChangeCommit,
  findTestCommand,
  readTaskAssignment,
  type TaskContext,
  writeArtefact,
} from './worker-task-context.ts';

/** Reviews a workstream's change by automated checks, and by the user's review programs if any. */
export async function runReviewTask(context: TaskContext): Promise<CompletedWork> {
  const { host, root, task, store, signal, dependencies, worktrees } = context;
  const plan = readTaskAssignment(context);
  const base = await worktrees.open('base');
  const head = findChangeCommit(context);
  const computed = await reviewBranch(host, {
    root,
    base: worktrees.start,
    head,
    signal,
    audit: dependencies.audit,
    testCommand: findTestCommand(context, base),
    targetFiles: listTargetFiles(plan),
  });
  const external = await runExternalReviewers(context, computed);
  const findings = [...computed.findings, ...external.findings];
  const review: Review = { ...computed, findings, verdict: judgeReview(findings) };
  const discussion = review.verdict === 'REJECT' ? discussReview(context, review) : null;
  writeArtefact(context, 'review-report.md', reviewText(review));
  await store.updateNamespace(namespaceName('reviewer', task.lane), () =>
    reviewerNamespace(review),
  );
  const disagreement = discussion === null ? null : findDisagreement(discussion);
  return createCompletion(context, {
    outcome: {
      role: 'reviewer',
      verdict: review.verdict,
      findings: review.findings.map(({ dimension, file, line, message, fix }) => ({
        dimension,
        text: `${file}:${line} ${message}; ${fix}`,
      })),
    },
    key_findings: external.remarks,
    // A critical finding is fixed in a round; a person is involved only after the last round.
    ...(disagreement !== null && {
      consensus: { ...disagreement, severity: 'LOW' as const },
    }),
    verification: `inspected ${review.files.length} files of ${review.head}`,
  });
}

/** Discusses a review before its verdict is acted on (TPR-05); null if there is no basis for it. */
function discussReview(context: TaskContext, { findings }: Review): Discussion | null {
  const of = (severity: string): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const { task, store, host } = context;
  const discussion = discussProposal({
    proposal: {
      name: `the change in ${task.lane}`,
      gain: null,
      risk: null,
      complexity: null,
      findings: { critical: of('Critical'), high: of('High') },
    },
    others: [],
  });
  if (discussion === null) return null;
  const path = store.paths.artefact(discussionFile('REVIEW', task.lane));
  host.files.writeAtomic(path, discussionText(`The review of ${task.lane}`, discussion));
  return discussion;
}
