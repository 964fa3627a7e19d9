import type { Explanation } from '../../harness/model/documents/differential-profile-schema.ts';

const OWNED = { owner: 'project', package: null, column: 1 } as const;

/** Two profiled sides: the loop over a list takes most of the base, and little of the head. */
export const EXAMPLE_EXPLANATION: Explanation = {
  scenario: 'admit',
  metrics: ['wall_time'],
  profiled: { base: 12, head: 3 },
  duration_ms: 30_000,
  difference: {
    tool: 'v8-cpu-profiler',
    unit: 'ms',
    pairs: 24,
    confidence: 0.95,
    base: 10,
    head: 2,
    change: { estimate: -8, low: -8.4, high: -7.6 },
    explained: -8,
    functions: [
      { ...OWNED, name: 'admitted', file: 'src/access.ts', line: 2 },
      { ...OWNED, name: 'lowered', file: 'src/access.ts', line: 8 },
    ],
    changes: [
      {
        function: 0,
        state: 'both',
        base: 9,
        head: 1,
        change: { estimate: -8, low: -8.4, high: -7.6 },
        beyond_noise: true,
      },
      {
        function: 1,
        state: 'both',
        base: 1,
        head: 1,
        change: { estimate: 0, low: -0.1, high: 0.1 },
        beyond_noise: false,
      },
    ],
    tree: { parent: [-1, 0], function: [0, 1], base: [9, 1], head: [1, 1] },
  },
};
