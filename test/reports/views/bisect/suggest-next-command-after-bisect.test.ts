/** The next command of a bisection leads to the same scenario, by the same rules. */
import { describe, expect, test } from 'vitest';
import type {
  BisectAgain,
  BisectReport,
} from '../../../../harness/model/documents/bisect-document.ts';
import { chooseBisectNextStep } from '../../../../reports/views/bisect/bisect-next-step.ts';
import { goldenDocuments } from '../../../../tools/golden/golden-documents.ts';

const AGAIN: BisectAgain = {
  options: '--metric cpu_time --margin 1% --config ci.mjs --allow-remote=10.0.0.7',
  target: 'bench/a.js',
  max_time_ms: null,
  max_pairs: null,
};
const COMMAND = { ...AGAIN, options: '', target: `-- node -e 'a  b'` };

function bisection(changes: Partial<BisectReport>): BisectReport {
  return { ...goldenDocuments()['bisect-found'], again: AGAIN, ...changes };
}

const labels = (...all: readonly string[]): BisectReport['changes'] =>
  all.map((label) => ({ label, commit: null, subject: null, author: null, date: null }));

/** Confirmed, or at the least tried: the changes from first to last. */
function answered(first: number, last: number): Pick<BisectReport, 'confirmations'> {
  const [confirmation] = bisection({}).confirmations;
  if (confirmation === undefined) throw new Error('no confirmation');
  return { confirmations: [{ ...confirmation, first, last }] };
}

/** Returns a bisection whose ends are inconclusive after this many pairs. */
function endsAfter(screen_pairs: number, needed_pairs: number | null = null) {
  const { ends, metric } = bisection({});
  const open = { verdict: 'inconclusive', screen_pairs, confirm_pairs: 0, needed_pairs } as const;
  const comparisons = ends.comparisons.map((comparison) =>
    comparison.metric === metric ? { ...comparison, ...open } : comparison,
  );
  return { ends: { ...ends, comparisons } };
}

const PACKAGES = {
  over: 'dependencies',
  good: { label: 'packages of v1', source: 'dependency', commit: null },
  bad: { label: 'packages of v 2', source: 'dependency', commit: null },
  changes: labels('left-pad@1.3.0 → 1.4.0', '@scope/json@2.0.1 → 3.0.0', 'gone@? → 2.0.0'),
} as const satisfies Partial<BisectReport>;
const VARIABLES = {
  over: 'variables',
  changes: labels('POOL: 5 → 10', 'MODE: a b → c'),
} as const satisfies Partial<BisectReport>;

const REST = '--metric cpu_time --margin 1% --config ci.mjs --allow-remote=10.0.0.7 bench/a.js';

describe('the next step of a bisection', () => {
  test.each([
    [
      'that was not confirmed',
      { outcome: 'not-confirmed' },
      'search again, with more time for each decision',
      `perf-harness bisect v1.2.0 main --time 20min ${REST}`,
    ],
    [
      'of a command that was not confirmed',
      { outcome: 'not-confirmed', again: { ...COMMAND, max_time_ms: 90_000, max_pairs: 800 } },
      'see how large the difference is',
      `perf-harness compare --time 90s v1.2.0 main -- node -e 'a  b'`,
    ],
    [
      'of variables that was not confirmed',
      { ...VARIABLES, outcome: 'not-confirmed' },
      'see how large the difference is',
      `perf-harness compare --set POOL=5..10 --set 'MODE=a b..c' ${REST}`,
    ],
    [
      'of packages that was not confirmed, where two commits differ in their code too',
      { ...PACKAGES, outcome: 'not-confirmed' },
      'search again, with more time for each decision',
      `perf-harness bisect --deps v1 'v 2' --time 20min ${REST}`,
    ],
    [
      'that ran out of pairs, of which nothing is kept',
      { outcome: 'undecided' },
      'search again from the start, with more pairs',
      `perf-harness bisect v1.2.0 main --max-pairs 1000 ${REST}`,
    ],
    [
      'that was interrupted',
      { outcome: 'interrupted' },
      'restart the search and let it finish',
      `perf-harness bisect v1.2.0 main ${REST}`,
    ],
    [
      'whose ends are undecided when the time is up',
      { ...endsAfter(38), outcome: 'ends-undecided', again: { ...AGAIN, max_pairs: 800 } },
      'determine whether good and bad differ',
      `perf-harness bisect v1.2.0 main --time 20min --max-pairs 800 ${REST}`,
    ],
    [
      'whose ends take more pairs than they get, however long it lasts',
      { ...endsAfter(38, 120), outcome: 'ends-undecided' },
      'search again on a quieter machine, or with a wider --margin',
      `perf-harness bisect v1.2.0 main ${REST}`,
    ],
    [
      'whose ends are undecided after all pairs that they get',
      { ...endsAfter(95), outcome: 'ends-undecided' },
      'search again on a quieter machine, or with a wider --margin',
      `perf-harness bisect v1.2.0 main ${REST}`,
    ],
    [
      'of packages whose ends are undecided when the time is up',
      { ...PACKAGES, ...endsAfter(38), outcome: 'ends-undecided' },
      'determine whether good and bad differ',
      `perf-harness bisect --deps v1 'v 2' --time 20min ${REST}`,
    ],
    [
      'of packages whose ends are undecided after all pairs that they get',
      { ...PACKAGES, ...endsAfter(95), outcome: 'ends-undecided' },
      'search again on a quieter machine, or with a wider --margin',
      `perf-harness bisect --deps v1 'v 2' ${REST}`,
    ],
    [
      'of variables whose ends are undecided',
      { ...VARIABLES, ...endsAfter(95), outcome: 'ends-undecided' },
      'determine whether good and bad differ',
      `perf-harness compare --time 20min --max-pairs 400 --set POOL=5..10 --set 'MODE=a b..c' ${REST}`,
    ],
    [
      'of variables whose ends no comparison decides',
      { ...VARIABLES, ...endsAfter(95, 900), outcome: 'ends-undecided' },
      'measure them with 400 pairs, the maximum (a verdict would need more pairs, a wider --margin or a quieter machine)',
      `perf-harness compare --time 20min --max-pairs 400 --set POOL=5..10 --set 'MODE=a b..c' ${REST}`,
    ],
    [
      'of variables that ran out of pairs',
      { ...VARIABLES, outcome: 'undecided' },
      'search again from the start, with more pairs',
      `perf-harness bisect --set POOL=5..10 --set 'MODE=a b..c' --max-pairs 1000 ${REST}`,
    ],
    [
      'that found a package',
      { ...PACKAGES, ...answered(2, 2), outcome: 'found' },
      'measure the change again',
      `perf-harness compare --dep @scope/json@2.0.1..3.0.0 ${REST}`,
    ],
    [
      'that found several variables',
      { ...VARIABLES, ...answered(1, 2), outcome: 'range' },
      'measure the change again',
      `perf-harness compare --set POOL=5..10 --set 'MODE=a b..c' ${REST}`,
    ],
    [
      'of a command',
      { outcome: 'ends-undecided', again: COMMAND },
      'determine whether good and bad differ',
      `perf-harness compare --time 20min --max-pairs 400 v1.2.0 main -- node -e 'a  b'`,
    ],
    [
      'that had limits of its own, where more is asked for',
      { outcome: 'ends-undecided', again: { ...COMMAND, max_time_ms: 600_000 } },
      'determine whether good and bad differ',
      `perf-harness compare --time 40min --max-pairs 400 v1.2.0 main -- node -e 'a  b'`,
    ],
    [
      'that had limits of its own',
      { outcome: 'undecided', again: { ...COMMAND, max_time_ms: 90_000, max_pairs: 800 } },
      'search again from the start, with more pairs',
      `perf-harness bisect v1.2.0 main --time 90s --max-pairs 1600 -- node -e 'a  b'`,
    ],
    [
      'that was interrupted and had limits of its own',
      { outcome: 'interrupted', again: { ...COMMAND, max_pairs: 800 } },
      'restart the search and let it finish',
      `perf-harness bisect v1.2.0 main --max-pairs 800 -- node -e 'a  b'`,
    ],
  ] as const satisfies readonly (readonly [string, Partial<BisectReport>, string, string])[])(
    '%s',
    (_, changes, purpose, command) => {
      expect(chooseBisectNextStep(bisection(changes))).toEqual({ purpose, command });
    },
  );

  test.each([
    ['a package that came or went', { ...PACKAGES, ...answered(3, 3), outcome: 'found' }],
    ['several packages', { ...PACKAGES, ...answered(1, 2), outcome: 'range' }],
    [
      'a value with two dots in it',
      { ...VARIABLES, changes: labels('FILE: ../a → ../b'), outcome: 'undecided' },
    ],
  ] as const satisfies readonly (readonly [string, Partial<BisectReport>])[])(
    'is left out for %s, which no command line can express',
    (_, changes) => {
      expect(chooseBisectNextStep(bisection(changes))).toBeNull();
    },
  );

  test('is left out when nothing was measured of the ends', () => {
    const { ends } = bisection({});
    const unmeasured = { outcome: 'ends-undecided', ends: { ...ends, comparisons: [] } } as const;
    expect(chooseBisectNextStep(bisection(unmeasured))).toBeNull();
  });

  test('does only what it shows', () => {
    const again = { ...AGAIN, target: "'a\u001b[2Jb'" };
    expect(
      chooseBisectNextStep(bisection({ outcome: 'interrupted', again }))?.command,
    ).not.toContain('\u001b');
  });
});
