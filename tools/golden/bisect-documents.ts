import { BISECT_SCHEMA, type BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { shortCommit } from '../../harness/model/short-commit.ts';
import { liveDocuments } from './live-documents.ts';

const GOOD = { label: 'v1.2.0', source: 'ref', commit: '3f1c9a7d5b2e8f60417c2d4b6a8091c3e5f7a9b1' };
const BAD = { label: 'main', source: 'ref', commit: '90b2f7c4d1e85a3662f0c9d7b4a1e8f35c2d6079' };

/** Commits whose names and subjects are as odd as git allows. */
function commits(count: number): BisectReport['changes'] {
  return Array.from({ length: count }, (_, index) => {
    const commit = (0x1f3a + index * 7919).toString(16).padStart(8, '0').repeat(5);
    return {
      label: shortCommit(commit),
      commit,
      subject:
        index === 6 ? 'parse: keep `raw` <text> | and *why*, #12 @ada' : `change number ${index}`,
      author: index === 6 ? 'Ada | <ada@example.com>' : 'Grace',
      date: '2026-03-04T05:06:07+00:00',
    };
  });
}

const PAIR = [1.24, 1.31] as const;

function stretch(first: number, last: number, probability: number) {
  return { first, last, probability };
}

function bisection(ends: ComparisonReport, over: Partial<BisectReport>): BisectReport {
  const [first] = ends.comparisons;
  return {
    schema: BISECT_SCHEMA,
    over: 'commits',
    good: GOOD as BisectReport['good'],
    bad: BAD as BisectReport['bad'],
    scenario: first?.scenario ?? '',
    metric: first?.metric ?? '',
    unit: first?.unit ?? '',
    seed: 7,
    confidence: 0.99,
    changes: commits(12),
    ends,
    steps: [],
    confirmations: [],
    outcome: 'ends-alike',
    pairs: { ends: 29, search: 0, confirmation: 0 },
    duration_ms: 65_000,
    measuring_ms: 22_000,
    estimates: [
      { method: 'stepwise', pairs: 116, duration_ms: 88_000 },
      { method: 'every', pairs: 319, duration_ms: 242_000 },
    ],
    findings: [],
    again: { options: '', target: `'${first?.scenario}'`, max_time_ms: null, max_pairs: null },
    ...over,
  };
}

const STEPS: BisectReport['steps'] = [
  {
    at: 6,
    pairs: [PAIR, [1.26, 1.25]],
    ratio: 1.004,
    untestable: null,
    left: stretch(7, 12, 0.998),
    likeliest: stretch(9, 9, 0.17),
    duration_ms: 2_400,
  },
  {
    at: 9,
    pairs: [],
    ratio: null,
    untestable: 'the head (9) failed in 2 of 2 units: SyntaxError: unexpected token |',
    left: stretch(7, 12, 0.998),
    likeliest: stretch(9, 10, 0.34),
    duration_ms: 900,
  },
  {
    at: 8,
    pairs: [PAIR, PAIR],
    ratio: 1.056,
    untestable: null,
    left: stretch(7, 8, 0.999),
    likeliest: stretch(8, 8, 0.51),
    duration_ms: 2_300,
  },
  {
    at: 7,
    pairs: [PAIR, PAIR],
    ratio: 1.055,
    untestable: null,
    left: stretch(7, 7, 0.998),
    likeliest: stretch(7, 7, 0.998),
    duration_ms: 2_300,
  },
];

/** Bisections: one that finds a commit, a range, a package, and one that has nothing to find. */
export function bisectDocuments(): Readonly<Record<string, BisectReport>> {
  const live = liveDocuments();
  const get = (name: string): ComparisonReport => {
    const document = live[name];
    if (document === undefined) throw new Error(`no document ${name}`);
    return document;
  };
  const regressed = get('live-regressed');
  const mixed = get('live-mixed');
  const same = mixed.comparisons.filter(({ verdict, gated }) => gated && verdict === 'unchanged');
  const confirmation = {
    ...stretch(7, 7, 0.998),
    files: ['src/parse.ts', 'src/odd | name.ts'],
    against: 'parent',
    comparison: regressed,
    confirmed: true,
  } as const;
  const pairs = { ends: 29, search: 6, confirmation: 29 };
  return {
    'bisect-found': bisection(regressed, {
      outcome: 'found',
      steps: STEPS,
      confirmations: [confirmation],
      pairs,
      findings: [
        {
          id: 'bisect-untestable',
          level: 'info',
          message: '0000f0f1 could not be measured and was left out: SyntaxError',
        },
      ],
    }),
    'bisect-range': bisection(regressed, {
      outcome: 'range',
      steps: STEPS.slice(0, 2),
      confirmations: [{ ...confirmation, ...stretch(9, 10, 0.995) }],
      pairs,
    }),
    'bisect-package': bisection(regressed, {
      over: 'dependencies',
      good: { label: 'packages of v1.2.0', source: 'dependency', commit: BAD.commit },
      bad: { label: 'packages of main', source: 'dependency', commit: BAD.commit },
      changes: ['left-pad@1.3.0 → 1.4.0', '@scope/json@2.0.1 → 3.0.0'].map((label) => ({
        label,
        commit: null,
        subject: null,
        author: null,
        date: null,
      })),
      outcome: 'found',
      steps: STEPS.slice(3).map((step) => ({
        ...step,
        at: 1,
        left: stretch(2, 2, 0.995),
        likeliest: stretch(2, 2, 0.995),
      })),
      confirmations: [{ ...confirmation, ...stretch(2, 2, 0.995), files: [], against: 'none' }],
      pairs,
    }),
    'bisect-alike': bisection({ ...mixed, comparisons: same }, { estimates: [] }),
  };
}
