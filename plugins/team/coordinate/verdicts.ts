import type { BenchVerdict, ReviewVerdict } from '../session/verdicts.ts';

/** What follows from a measurement and a review. */
export type Consequence =
  | { readonly type: 'complete'; readonly warned: boolean }
  | {
      readonly type: 'fix';
      /** Whose findings are to be mended. */
      readonly because: readonly ('bench' | 'review')[];
      /** Whether the strategist looks at the plan again first. */
      readonly reevaluate: boolean;
    };

const complete = { type: 'complete', warned: false } as const;
const warned = { type: 'complete', warned: true } as const;
const fix = (because: readonly ('bench' | 'review')[], reevaluate = false): Consequence => ({
  type: 'fix',
  because,
  reevaluate,
});

/** TPC-09, with WARN as a ruling has it: enough where the review approves, never a reason by itself. */
const MATRIX: Readonly<Record<BenchVerdict, Readonly<Record<ReviewVerdict, Consequence>>>> = {
  PASS: { APPROVE: complete, REVISE: fix(['review']), REJECT: fix(['review'], true) },
  WARN: { APPROVE: warned, REVISE: fix(['review']), REJECT: fix(['review'], true) },
  FAIL: {
    APPROVE: fix(['bench']),
    REVISE: fix(['bench', 'review']),
    REJECT: fix(['bench', 'review'], true),
  },
};

export function consequenceOf(bench: BenchVerdict, review: ReviewVerdict): Consequence {
  return MATRIX[bench][review];
}
