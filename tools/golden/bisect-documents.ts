import { BISECT_SCHEMA, type BisectReport } from '../../harness/model/documents/bisect-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { shortCommit } from '../../harness/model/short-commit.ts';
import { comparisonDocuments } from './comparison-documents.ts';

const GOOD = '3f1c9a7d5b2e8f60417c2d4b6a8091c3e5f7a9b1';
const BAD = '90b2f7c4d1e85a3662f0c9d7b4a1e8f35c2d6079';

/** Commits; one of them has a name and a subject as unusual as git allows. */
const COMMITS: BisectReport['changes'] = Array.from({ length: 12 }, (_, index) => {
  const commit = (0x1f3a + index * 7919).toString(16).padStart(8, '0').repeat(5);
  const [subject, author] =
    index === 6
      ? ['parse: keep `raw` <text> | and *why*, #12 @ada', 'Ada | <ada@example.com>']
      : [`change number ${index}`, 'Grace'];
  return {
    label: shortCommit(commit),
    commit,
    subject,
    author,
    date: '2026-03-04T05:06:07+00:00',
  };
});

function stretch(first: number, last: number, probability = 0.998) {
  return { first, last, probability };
}

/** Creates a search step measured with two pairs, with the changes left after it. */
function step(
  at: number,
  ratio: number | null,
  left: BisectReport['steps'][number]['left'],
  likeliest = left,
): BisectReport['steps'][number] {
  const pair = [1.24, 1.31] as const;
  const untestable = 'the head (9) failed in 2 of 2 units: SyntaxError: unexpected token |';
  return {
    at,
    ratio,
    left,
    likeliest,
    duration_ms: 2_300,
    ...(ratio === null ? { pairs: [], untestable } : { pairs: [pair, pair], untestable: null }),
  };
}

const STEPS = [
  step(6, 1.004, stretch(7, 12), stretch(9, 9, 0.17)),
  step(9, null, stretch(7, 12), stretch(9, 10, 0.34)),
  step(7, 1.055, stretch(7, 7)),
];

/** Returns bisections that find a commit, a range or a package, and one with nothing to find. */
export function bisectDocuments() {
  const { 'live-regressed': ends, 'live-mixed': mixed } = comparisonDocuments();
  const bisection = (over: Partial<BisectReport>): BisectReport => {
    const [first] = (over.ends ?? ends).comparisons;
    return {
      schema: BISECT_SCHEMA,
      over: 'commits',
      seed: 7,
      confidence: 0.99,
      changes: COMMITS,
      good: { label: 'v1.2.0', source: 'ref', commit: GOOD },
      bad: { label: 'main', source: 'ref', commit: BAD },
      scenario: first?.scenario ?? '',
      metric: first?.metric ?? '',
      unit: first?.unit ?? '',
      ends,
      steps: [],
      confirmations: [],
      outcome: 'ends-alike',
      findings: [],
      pairs: { ends: 29, search: 6, confirmation: 29 },
      duration_ms: 65_000,
      measuring_ms: 22_000,
      estimates: [
        { method: 'stepwise', pairs: 116, duration_ms: 88_000 },
        { method: 'every', pairs: 319, duration_ms: 242_000 },
      ],
      again: { options: '', target: `'${first?.scenario}'`, max_time_ms: null, max_pairs: null },
      ...over,
    };
  };
  const confirmation: BisectReport['confirmations'][number] = {
    ...stretch(7, 7),
    files: ['src/parse.ts', 'src/odd | name.ts'],
    against: 'parent',
    comparison: ends,
    confirmed: true,
  };
  const isQuiet = ({ verdict, gated }: ComparisonReport['comparisons'][number]): boolean =>
    gated && verdict === 'unchanged';
  return {
    'bisect-found': bisection({
      outcome: 'found',
      steps: STEPS,
      confirmations: [confirmation],
      findings: [
        {
          id: 'bisect-untestable',
          level: 'info',
          message: '0000f0f1 could not be measured and was left out: SyntaxError',
        },
      ],
    }),
    'bisect-range': bisection({
      outcome: 'range',
      steps: STEPS.slice(0, 2),
      confirmations: [{ ...confirmation, ...stretch(9, 10) }],
    }),
    'bisect-package': bisection({
      over: 'dependencies',
      outcome: 'found',
      steps: [step(1, 1.055, stretch(2, 2))],
      good: { label: 'packages of v1.2.0', source: 'dependency', commit: BAD },
      bad: { label: 'packages of main', source: 'dependency', commit: BAD },
      changes: ['left-pad@1.3.0 → 1.4.0', '@scope/json@2.0.1 → 3.0.0'].map((label) => {
        return { label, commit: null, subject: null, author: null, date: null };
      }),
      confirmations: [{ ...confirmation, ...stretch(2, 2), files: [], against: 'none' }],
    }),
    'bisect-alike': bisection({
      ends: { ...mixed, comparisons: mixed.comparisons.filter(isQuiet) },
      estimates: [],
    }),
  } satisfies Readonly<Record<string, BisectReport>>;
}
