/**
 * Error rates of `compare`, `gate` and `history`, in simulated measurements of which the
 * truth is known. Nothing is measured. docs/verdicts.md has what it prints.
 *
 *   node bench/wrong-answers.ts [simulations of each case, default 5000]
 */

import { DEFAULT_RULES } from '../harness/gate/decide/default-comparison-rules.ts';
import { evaluateConfirmation } from '../harness/gate/decide/evaluate-candidate-confirmation.ts';
import { evaluateScreening } from '../harness/gate/decide/evaluate-metric-screening.ts';
import { judgeBudget } from '../harness/gate/judge-metric-budget.ts';
import type { Metric } from '../harness/model/metric.ts';
import type { Budget } from '../harness/model/scenario/budget.ts';
import { findChangePoints } from '../harness/stats/change-points/find-change-points.ts';
import { summarizeMetric } from '../harness/stats/summarize-metric.ts';
import { metricEvidence } from '../test/support/example-paired-metric-evidence.ts';
import {
  createPairNoises,
  type PairNoise,
  slowDownHead,
} from '../test/support/simulated-pair-noise.ts';

const SIMULATIONS = Number(process.argv[2] ?? 5_000);
const MARGIN = 0.02;
const MOST_PAIRS = DEFAULT_RULES.confirm_looks.at(-1) ?? 0;
const TRIALS = 15;
const POINTS = 60;

const drawn = createPairNoises(20_261_128);
const NOISES: Readonly<Record<string, PairNoise>> = {
  'recorded on real machines': drawn.measured,
  'normal, 3 %': drawn.normalOf(0.03),
  'heavy tails': drawn.t2,
  'a machine that slows down': drawn.drift,
  'two modes': drawn.twoModes,
};

/** Wilson's 95 % interval of a share. */
function interval(count: number, n: number): string {
  const z = 1.96;
  const share = count / n;
  const centre = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half =
    (z * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
  const percent = (value: number): string => (100 * Math.max(0, value)).toFixed(2);
  return `${percent(share)} % (${percent(centre - half)} to ${percent(centre + half)})`;
}

function told(kind: string, truth: string, noise: string, rates: Readonly<Record<string, number>>) {
  const parts = Object.entries(rates).map(([name, n]) => `${name} ${interval(n, SIMULATIONS)}`);
  process.stdout.write(`| ${kind} | ${truth} | ${noise} | ${parts.join('; ')} |\n`);
}

type Verdict = 'worse' | 'better' | 'unchanged' | 'undecided';

/** Runs both stages of a comparison with the maximum number of pairs. */
function compared(noise: PairNoise, ratio: number): Verdict {
  const screened = metricEvidence({
    margin: MARGIN,
    screen: slowDownHead(noise(MOST_PAIRS), ratio),
  });
  const screen = evaluateScreening(screened, DEFAULT_RULES, { isOver: true });
  if (screen.type !== 'candidate') return screen.type === 'unchanged' ? 'unchanged' : 'undecided';
  const { direction } = screen;
  const evidence = { ...screened, confirm: slowDownHead(noise(MOST_PAIRS), ratio) };
  const confirm = evaluateConfirmation(
    evidence,
    { direction, candidates: 1, isOver: true },
    DEFAULT_RULES,
  );
  return confirm.type === 'confirmed' ? direction : 'undecided';
}

function count<T>(simulate: () => T, is: (answer: T) => boolean): number {
  let found = 0;
  for (let simulation = 0; simulation < SIMULATIONS; simulation += 1)
    if (is(simulate())) found += 1;
  return found;
}

const WALL_TIME = { name: 'wall_time', unit: 'ms', better: 'lower', nature: 'timed' } as Metric;
const BUDGET: Budget = {
  metric: 'wall_time',
  operator: '<',
  limit: 1,
  level: 'error',
  text: '< 1 ms',
};

/** Judges a budget of 1 ms against trials with this true median. */
function judged(noise: PairNoise, median: number) {
  const { base, head } = noise(TRIALS);
  const trials = head.map((value, at) => (median * value) / (base[at] ?? 1));
  return judgeBudget(BUDGET, summarizeMetric(WALL_TIME, trials)).verdict;
}

process.stdout.write('| verdict of | truth | noise | wrong |\n| --- | --- | --- | --- |\n');
for (const [name, noise] of Object.entries(NOISES)) {
  const changed = (ratio: number) => () => compared(noise, ratio);
  const isCalled = (verdict: Verdict) => verdict === 'worse' || verdict === 'better';
  told('compare', 'the same code', name, { 'a change': count(changed(1), isCalled) });
  told('compare', 'slower by the margin, 2 %', name, {
    'a change': count(changed(1 + MARGIN), isCalled),
    unchanged: count(changed(1 + MARGIN), (verdict) => verdict === 'unchanged'),
  });
  told('compare', 'slower by 5 %', name, {
    'unchanged or faster': count(
      changed(1.05),
      (verdict) => verdict === 'unchanged' || verdict === 'better',
    ),
  });
}
for (const [name, noise] of Object.entries(NOISES)) {
  told('gate', 'a budget, exceeded by 0.1 %', name, {
    pass: count(
      () => judged(noise, 1.001),
      (verdict) => verdict === 'pass',
    ),
  });
  told('gate', 'a budget, kept by 0.1 %', name, {
    fail: count(
      () => judged(noise, 0.999),
      (verdict) => verdict === 'fail',
    ),
  });
}
for (const [name, noise] of Object.entries(NOISES)) {
  // A series has only one side, so drift between its points is a real change.
  if (noise === drawn.drift) continue;
  const points = (step: number) => () => {
    const { base, head } = noise(POINTS);
    const values = head.map((value, at) => value / (base[at] ?? 1));
    return findChangePoints(values.map((value, at) => value * (at < POINTS / 2 ? 1 : step))).points;
  };
  told('history', 'no change in 60 runs', name, {
    'a change': count(points(1), (found) => found.length > 0),
  });
  told('history', 'a step of 10 % in the middle of 60 runs', name, {
    'not within 2 runs of it': count(
      points(1.1),
      (found) => !found.some(({ index }) => Math.abs(index - POINTS / 2) <= 2),
    ),
    'a change elsewhere': count(points(1.1), (found) =>
      found.some(({ index }) => Math.abs(index - POINTS / 2) > 2),
    ),
  });
}
