/** Verdicts of a measurement, the best first. */
export const BENCH_VERDICTS = ['PASS', 'WARN', 'FAIL'] as const;
export type BenchVerdict = (typeof BENCH_VERDICTS)[number];

/** Verdicts of a review, the best first. */
export const REVIEW_VERDICTS = ['APPROVE', 'REVISE', 'REJECT'] as const;
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number];

/** Dimensions of a review (TPR-01), in the order of the report. */
export const DIMENSIONS = [
  'correctness',
  'side_effects',
  'maintainability',
  'regression_risk',
  'best_practices',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];
