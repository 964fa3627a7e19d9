import { expect, test } from 'vitest';
import type { ComparedMetricFact } from '../../../../reports/display-facts/comparison/compared-metric-display-data.ts';
import type { ComparedScenarioFact } from '../../../../reports/display-facts/comparison/comparison-display-data.ts';
import { describeWorstFailure } from '../../../../reports/display-facts/gate/describe-worst-failure.ts';
import type { GateCheckFact } from '../../../../reports/display-facts/gate/gate-check-display-data.ts';

const comparison = (ratio: number, texts: Partial<ComparedMetricFact> = {}): ComparedMetricFact =>
  ({
    metric: 'wall_time',
    change: '+79.5 %',
    base: '1.29 ms',
    head: '2.32 ms',
    ...texts,
    comparison: { ratio },
  }) as ComparedMetricFact;

const check = (parts: Partial<GateCheckFact>): GateCheckFact =>
  ({
    scenario: 'parse',
    outcome: 'fail',
    line: 'the line',
    comparison: null,
    ...parts,
  }) as GateCheckFact;

const explained = (
  name: string,
  state: string,
  isBeyondNoise = true,
): readonly ComparedScenarioFact[] =>
  [
    {
      scenario: 'parse',
      explanation: {
        functions: [
          {
            name: 'faster',
            place: 'src/parse.js:9',
            change: '-90 %',
            isBeyondNoise,
            of: { state, change: { estimate: -9 } },
          },
          {
            name,
            place: 'src/parse.js:2',
            change: '+70 %',
            isBeyondNoise,
            of: { state, change: { estimate: 7 } },
          },
        ],
      },
    },
  ] as unknown as readonly ComparedScenarioFact[];

test('describeWorstFailure names scenario, size and the new function', () => {
  const checks = [check({ comparison: comparison(1.795) })];
  expect(describeWorstFailure(checks, explained('clean (new)', 'new'))).toBe(
    'parse is 79.5 % slower (1.29 → 2.32 ms): clean(), src/parse.js:2, is new',
  );
  expect(describeWorstFailure(checks, explained('clean', 'both'))).toBe(
    'parse is 79.5 % slower (1.29 → 2.32 ms): clean(), src/parse.js:2: +70 %',
  );
});

test('describeWorstFailure names no function when none changed beyond noise', () => {
  const checks = [check({ comparison: comparison(1.795) })];
  const sentence = 'parse is 79.5 % slower (1.29 → 2.32 ms)';
  expect(describeWorstFailure(checks, explained('clean', 'both', false))).toBe(sentence);
  expect(describeWorstFailure(checks, [])).toBe(sentence);
});

test.each([
  [comparison(3.1, { change: '×3.10' }), 'parse takes 3.10 times as long (1.29 → 2.32 ms)'],
  [
    comparison(0.8, { metric: 'throughput', change: '-20.0 %' }),
    'throughput of parse is 20.0 % lower (1.29 → 2.32 ms)',
  ],
  [
    comparison(2.5, { metric: 'allocated', change: '×2.50', base: '900 kB', head: '2.2 MB' }),
    'allocated of parse is 2.50 times as high (900 kB → 2.2 MB)',
  ],
])(
  'describeWorstFailure says how much a metric changed in the direction of the metric',
  (fact, sentence) => {
    expect(describeWorstFailure([check({ comparison: fact })], [])).toBe(sentence);
  },
);

test('describeWorstFailure returns the line of a failed check without a comparison', () => {
  expect(
    describeWorstFailure(
      [check({ outcome: 'undecided' }), check({ line: 'wall_time < 2 ms broken: 3 ms' })],
      [],
    ),
  ).toBe('parse: wall_time < 2 ms broken: 3 ms');
});

test('describeWorstFailure says what could not be judged when no check failed', () => {
  const line = 'lcp incomparable: the page requested /app.js and got an error: status 404';
  const unjudged = check({ outcome: 'incomparable', scenario: 'home', line });
  expect(describeWorstFailure([unjudged, check({ outcome: 'pass' })], [])).toBe(`home: ${line}`);
  expect(describeWorstFailure([unjudged, check({})], [])).toBe('parse: the line');
});

test('describeWorstFailure returns null when no check failed', () => {
  expect(
    describeWorstFailure([check({ outcome: 'pass' }), check({ outcome: 'undecided' })], []),
  ).toBe(null);
});
