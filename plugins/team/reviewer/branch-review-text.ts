import { markdownText } from '../../investigate/index.ts';
import type { Dimension } from '../session/benchmark-and-review-verdicts.ts';
import { REVIEW_SEVERITIES, type Review, reviewerNamespace } from './review-document.ts';

const TITLES: Readonly<Record<Dimension, string>> = {
  correctness: 'Correctness',
  side_effects: 'Side effects',
  maintainability: 'Maintainability',
  regression_risk: 'Regression risk',
  best_practices: 'Best practices',
};

/** Formats `review-report.md` (TPR-06): the verdict, the findings, and what was not checked. */
export function reviewText(review: Review): string {
  const { finding_count: count, critical_count: critical } = reviewerNamespace(review);
  const lines = [
    '# Review',
    '',
    `Verdict: **${review.verdict}**`,
    `Findings: ${count}, critical: ${critical}`,
    `Commits: ${review.base} to ${review.head}`,
    '',
    ...review.files.map((file) => `- ${markdownText(file)}`),
    '',
    ...REVIEW_SEVERITIES.flatMap((severity) => sectionOf(review, severity)),
    '## Inspected',
    '',
    ...review.dimensions.flatMap(({ dimension, parts }) => [
      `- ${TITLES[dimension]}`,
      ...parts.map((part) =>
        part.state === 'done'
          ? `  - ${part.check}: done`
          : `  - ${part.check}: not automated (${markdownText(part.reason)})`,
      ),
    ]),
    '',
  ];
  return lines.join('\n');
}

function sectionOf(
  { findings }: Review,
  severity: (typeof REVIEW_SEVERITIES)[number],
): readonly string[] {
  const own = findings.filter((finding) => finding.severity === severity);
  if (own.length === 0) return [];
  return [
    `## ${severity}`,
    '',
    ...own.flatMap(({ file, line, dimension, check, message, fix }) => [
      `- ${markdownText(`${file}:${line}`)} ${markdownText(message)} (${TITLES[dimension]}, ${check})`,
      `  Fix: ${markdownText(fix)}`,
    ]),
    '',
  ];
}
