import { expect, test } from 'vitest';
import {
  judgeReview,
  type ReviewSeverity,
} from '../../../../plugins/team/reviewer/review-document.ts';

const of = (...severities: readonly ReviewSeverity[]) =>
  severities.map((severity) => ({ severity }));

test.each([
  { severities: [], verdict: 'APPROVE' },
  { severities: ['Medium', 'Low', 'Medium'], verdict: 'APPROVE' },
  { severities: ['Medium', 'High'], verdict: 'REVISE' },
  { severities: ['High', 'Critical', 'Low'], verdict: 'REJECT' },
  { severities: ['Critical'], verdict: 'REJECT' },
] as const)('TPR-04: judges $severities as $verdict', ({ severities, verdict }) => {
  expect(judgeReview(of(...severities))).toBe(verdict);
});
