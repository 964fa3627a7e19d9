/** What a measurement says of a change, the best first. */
export const BENCH_VERDICTS = ['PASS', 'WARN', 'FAIL'] as const;
export type BenchVerdict = (typeof BENCH_VERDICTS)[number];

/** What a review says of a change, the best first. */
export const REVIEW_VERDICTS = ['APPROVE', 'REVISE', 'REJECT'] as const;
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number];

/** What a change is reviewed for (TPR-01), in the order of the report. */
export const DIMENSIONS = [
  'correctness',
  'side_effects',
  'maintainability',
  'regression_risk',
  'best_practices',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];
