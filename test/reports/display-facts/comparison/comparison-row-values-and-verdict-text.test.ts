import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../../../harness/model/documents/run-report-and-comparison-document.ts';
import {
  type ChangeExplanationFacts,
  changeExplanationFacts,
  findCulpritLine,
} from '../../../../reports/display-facts/comparison/change-explanation-display-data.ts';
import { comparedMetricFact } from '../../../../reports/display-facts/comparison/compared-metric-display-data.ts';
import {
  comparisonFacts,
  formatComparisonSide,
} from '../../../../reports/display-facts/comparison/comparison-display-data.ts';

import { createPairLookup } from '../../../../reports/display-facts/comparison/measured-trial-pair-lookup.ts';
import { goldenDocuments } from '../../../../tools/golden/golden-documents.ts';

const documents = goldenDocuments();

function comparisonWith(over: Partial<Comparison>): Comparison {
  const [first] = documents['live-regressed'].comparisons;
  if (first === undefined) throw new Error('no comparison');
  const numbers = { base: 4, head: 4.2, ratio: 1.05, low: 1.031, high: 1.071, floor: 0.014 };
  return { ...first, ...numbers, screen_pairs: 13, confirm_pairs: 0, ...over };
}

/** One query in addition to 30,000. */
const ONE_MORE = 30_001 / 30_000;

describe('the values of a comparison row', () => {
  const stored = { screen_pairs: 0, pairs: 12, verdict: 'unchanged', reason: null } as const;

  test('are medians for stored samples, with a reason when the change disagrees', () => {
    const apart = { base: 51.14, head: 46.67, ratio: 0.9962, low: 0.91, high: 1.04 };
    expect(comparedMetricFact(comparisonWith({ ...stored, ...apart })).explanation).toBe(
      'the medians alone differ by -8.7 %; the reported change is the median of the ratios between every head trial and every base trial',
    );
    expect(
      comparedMetricFact(comparisonWith({ ...stored, ...apart, head: 50.9 })).explanation,
    ).toBe('');
  });

  test('agree with their change for live samples', () => {
    const compared = Object.values(documents).flatMap((document) =>
      document.schema === 'perf-harness/comparison@1' ? document.comparisons : [],
    );
    for (const { scenario, metric, base, head, ratio, screen_pairs: live } of compared) {
      if (live === 0 || base === null || head === null || ratio === null) continue;
      expect(Math.abs(head / base - ratio), `${scenario} ${metric}`).toBeLessThan(0.0005);
    }
  });
});

describe('the line that explains a verdict', () => {
  test.each<[Partial<Comparison>, string]>([
    [
      { confirm_pairs: 16 },
      'wall_time regressed: +5.0 % (+3.1 … +7.1 %), 13 + 16 pairs, margin ± 2 %',
    ],
    [
      { verdict: 'inconclusive', low: 0.99 },
      'wall_time inconclusive: +5.0 % (-1.0 … +7.1 %), 13 pairs, margin ± 2 %',
    ],
    [{ margin: 0 }, 'wall_time regressed: +5.0 % (+3.1 … +7.1 %), 13 pairs, margin 0 %'],
    [
      { screen_pairs: 0, pairs: 1 },
      'wall_time regressed: +5.0 % (+3.1 … +7.1 %), 1 pair, margin ± 2 %',
    ],
    [
      { ratio: null, low: null, high: null, base: 0, head: 3, unit: 'count' },
      'wall_time regressed: from 0 to 3, 13 pairs, margin ± 2 %',
    ],
    // An exact metric needs no interval, and a single additional query is a change, however many
    // there were.
    [
      {
        unit: 'count',
        base: 30_000,
        head: 30_001,
        ratio: ONE_MORE,
        margin: 0,
        low: ONE_MORE,
        high: ONE_MORE,
      },
      'wall_time regressed: +0.003 %, 13 pairs, margin 0 %',
    ],
    [
      { ratio: null, low: null, high: null, base: 0, head: 0, unit: 'count', verdict: 'unchanged' },
      'wall_time unchanged: 0 %, 13 pairs, margin ± 2 %',
    ],
    [
      { ratio: null, low: null, high: null, base: 0, head: 0, verdict: 'inconclusive' },
      'wall_time inconclusive: 0 ns to 0 ns, 13 pairs, margin ± 2 %',
    ],
    [
      { verdict: 'incomparable', reason: 'the base\u001b[31m crashed\n' },
      'wall_time incomparable: the base crashed',
    ],
    [{ verdict: 'incomparable', reason: null }, 'wall_time incomparable: no reason given'],
  ])('%j: "%s"', (over, line) => expect(comparedMetricFact(comparisonWith(over)).line).toBe(line));

  test('is followed by what is missing: the leaning, pairs, and the time that they take', () => {
    const pairs = createPairLookup(documents['live-regressed'])('parse lockfile', 'wall_time');
    const open = comparisonWith({ verdict: 'inconclusive', direction: 'worse', needed_pairs: 140 });
    expect(comparedMetricFact(open).explanation).toBe(
      'trending worse; a verdict needs about 140 pairs',
    );
    expect(comparedMetricFact(open, pairs).explanation).toMatch(
      /^trending worse; a verdict needs about 140 pairs, 2 min 3\d s$/,
    );
  });

  test('is followed by the two modes when there are any', () => {
    const modes = { base: 0.26, head: 0.67, low: 248.3, high: 295.6, differs: false };
    const said =
      'two modes, at about 248.3 ms and 295.6 ms: 26 % of the base trials and 67 % of the head trials are in the upper mode';
    expect(comparedMetricFact(comparisonWith({ modes })).modes).toBe(said);
    expect(comparedMetricFact(comparisonWith({ modes: { ...modes, differs: true } })).modes).toBe(
      `${said}, a larger difference than expected by chance`,
    );
  });
});

describe('the headline of a comparison', () => {
  test('names the first gated change with its function, and counts gated metrics', () => {
    expect(comparisonFacts(documents['live-regressed'], {}).headline.sentence).toBe(
      'parse lockfile is 5.9 % slower (1.236 → 1.309 ms): trim(), src/trim.ts:2, is new; 2 gated metrics compared: 2 worse; 3 others are not gated',
    );
    const document = documents['live-regressed'];
    const comparisons = document.comparisons.map((each) => ({ ...each, gated: false }));
    expect(comparisonFacts({ ...document, comparisons }, {}).headline.sentence).toMatch(
      /^5 metrics compared: 4 worse|^5 metrics compared/,
    );
  });

  test('begins with the reason when nothing can be compared', () => {
    const document = documents['live-regressed'];
    const reason = 'the head failed in 2 of 2 units: the page requested /app.js';
    const row = comparisonWith({ verdict: 'incomparable', reason, gated: true });
    const { headline } = comparisonFacts({ ...document, comparisons: [row] }, {});
    expect(headline.sentence).toBe(`${reason}; 1 gated metric compared: 1 not comparable`);
  });

  test('does not count changes of metrics that are not gated', () => {
    const document = documents['live-regressed'];
    const comparisons = document.comparisons.map((each) => ({
      ...each,
      gated: each.metric === 'memory_peak',
    }));
    const { headline, next } = comparisonFacts({ ...document, verdict: 'pass', comparisons }, {});
    expect(headline.sentence).toBe('1 gated metric compared: 1 unchanged; 4 others are not gated');
    expect(next?.command).toBe('perf-harness init --ci github');
  });
});

describe('the next command of a comparison', () => {
  test('measures the regressed or inconclusive scenario again after a live comparison', () => {
    expect(comparisonFacts(documents['live-regressed'], {}).next).toEqual({
      purpose: 'measure the regressed scenario again',
      command: "perf-harness compare main --seed 4711 'parse lockfile'",
    });
    const undecided = comparisonFacts(documents['live-mixed'], {}).next;
    expect(undecided?.purpose).toMatch(
      /^decide latency\.p95 of list users \(a verdict needs about \d+ pairs, \d+ min \d+ s\)$/,
    );
    expect(undecided?.command).toBe(
      "perf-harness compare --time 20min main --seed 4711 'list users'",
    );
  });

  test('does only what it shows when pasted, whatever the name of the scenario', () => {
    const { next, scenarios } = comparisonFacts(documents['live-names'], {});
    expect(next?.command).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(scenarios[0]?.reproduce).toBe(
      next?.command.replace(' --time 20min --max-pairs 400', ''),
    );
    expect(next?.command).toContain(`'a|b <img src=x onerror=alert(1)>`);
    expect(next?.command).toContain(`'\\''l'\\''`);
  });

  test('is that of a command when a command was measured next to what files describe', () => {
    const { runs, ...document } = documents['live-regressed'];
    const command = `node -e 'a b'`;
    const renamed = <T extends { readonly scenario: string }>(entry: T): T => ({
      ...entry,
      scenario: command,
    });
    const beside = {
      ...document,
      comparisons: document.comparisons.flatMap((comparison) => [comparison, renamed(comparison)]),
      runs: runs.flatMap((run) => [run, { ...renamed(run), kind: 'command' as const, file: null }]),
    };
    const { scenarios } = comparisonFacts(beside, {});
    expect(scenarios.map(({ reproduce }) => reproduce)).toEqual([
      `perf-harness compare main --seed 4711 'parse lockfile'`,
      `perf-harness compare main --seed 4711 -- node -e 'a b'`,
    ]);
    const stored = { ...beside, reproduce: null, comparisons: document.comparisons.map(renamed) };
    expect(comparisonFacts(stored, {}).next?.command).toBe(`perf-harness run -- node -e 'a b'`);
  });

  test('never requests an impossible comparison of stored sides', () => {
    expect(comparisonFacts(documents.comparison, {}).next?.command).toBe(
      "perf-harness run 'list users'",
    );
    expect(comparisonFacts(documents.comparison, {}).scenarios[0]?.reproduce).toBeNull();
  });
});

test.each([
  [{ label: 'main', source: 'ref', commit: '3f1c9a7d5b2e8f60' }, 'main (git ref, 3f1c9a7d5b)'],
  [{ label: 'working tree', source: 'tree', commit: null }, 'working tree'],
  [
    { label: '3f1c9a7d5b2e8f60', source: 'ref', commit: '3f1c9a7d5b2e8f60' },
    '3f1c9a7d5b2e8f60 (git ref)',
  ],
  [{ label: 'Node.js 24.11.0', source: 'node', commit: null }, 'Node.js 24.11.0'],
  [{ label: 'A=1\n', source: 'variable', commit: null }, 'A=1 (variable)'],
] as const)('the side %j reads "%s"', (side, text) =>
  expect(formatComparisonSide(side)).toBe(text),
);

test('a comparison has the smallest detectable change for each gated metric', () => {
  const { scenarios } = comparisonFacts(documents['live-regressed'], {});
  expect(scenarios[0]?.floor).toBe(
    'smallest change that these pairs can detect: wall_time ± 1.3 %, allocated ± 0.1 %',
  );
});

test('an explanation lists counted metrics only when they surely differ', () => {
  const document = documents['live-regressed'];
  const { scenario } = document.explanations?.[0] ?? {};
  const counted = document.comparisons.find(({ metric }) => metric === 'allocated');
  if (scenario === undefined || counted === undefined) throw new Error('not explained');
  const countersOf = (over: Partial<Comparison>) =>
    changeExplanationFacts(document, scenario, [comparedMetricFact({ ...counted, ...over })])
      ?.counters;
  expect(countersOf({})).toMatch(/^allocated /);
  expect(countersOf({ low: 0.99 })).toBe('');
  expect(countersOf({ low: null, high: null })).toBe('');
  expect(countersOf({ base: 0, ratio: null, low: null, high: null })).toMatch(/^allocated /);
});

const explanation = (...functions: readonly object[]): ChangeExplanationFacts =>
  ({ functions }) as unknown as ChangeExplanationFacts;
const source = { file: 'src/parse.js', line: 2 };

test('findCulpritLine returns the line of the first project function that changed beyond noise', () => {
  const found = explanation(
    { isBeyondNoise: true, source: null },
    { isBeyondNoise: true, source },
    { isBeyondNoise: true, source: { file: 'src/other.js', line: 9 } },
  );
  expect(findCulpritLine(found)).toEqual(source);
});

test('findCulpritLine returns null when no function changed beyond noise', () => {
  expect(findCulpritLine(explanation({ isBeyondNoise: false, source }))).toBe(null);
  expect(findCulpritLine(null)).toBe(null);
});
