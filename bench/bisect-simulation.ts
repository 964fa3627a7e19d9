/**
 * Correctness and cost in pairs of bisections of known histories, compared with halving that decides
 * fully at each step. Nothing is measured; the rows of docs/decisions/0011 come from it.
 *
 *   node bench/bisect-simulation.ts [runs of each row, default 200]
 */
import { firstChangesRange } from '../harness/bisect/bisect-commit-search-space.ts';
import { collectMetricValuePairs } from '../harness/bisect/bisect-pair-effects-by-position.ts';
import { createRandom, type Random } from '../harness/stats/seeded-random.ts';
import {
  addDrift,
  createSimulatedMeasurer,
  drawSteps,
  measuredNoise,
  normalNoise,
  type SimulatedHistory,
  tallyBisections,
} from '../test/support/simulated-bisect.ts';

const SIZE = 64;
const STEP = Math.log(1.05);
const SEED = 90_000;
const runs = Number(process.argv[2] ?? 200);

interface Row {
  readonly name: string;
  readonly make: (random: Random) => SimulatedHistory;
  /** Share of the requested runs; noisy rows take longer, so they get fewer. */
  readonly share: number;
}

const withNoise = (deviation: number) => (random: Random) => ({
  levels: drawSteps(random, SIZE, [STEP]),
  noise: normalNoise(deviation)(random),
});

const ROWS: readonly Row[] = [
  {
    name: 'measured noise',
    make: (random) => ({ levels: drawSteps(random, SIZE, [STEP]), noise: measuredNoise(random) }),
    share: 1,
  },
  { name: 'normal noise, sd 4.5 %', make: withNoise(0.045), share: 0.5 },
  { name: 'normal noise, sd 8 %', make: withNoise(0.08), share: 0.25 },
  {
    name: 'measured, 3 in 10 untestable',
    make: (random) => ({
      levels: drawSteps(random, SIZE, [STEP]),
      noise: measuredNoise(random),
      untestable: new Set(
        Array.from({ length: SIZE - 2 }, (_, index) => index + 1).filter(() => random.next() < 0.3),
      ),
    }),
    share: 1,
  },
  {
    name: 'measured, two steps of 5 %',
    make: (random) => ({
      levels: drawSteps(random, SIZE, [STEP, STEP]),
      noise: measuredNoise(random),
    }),
    share: 1,
  },
  {
    name: 'sd 4.5 %, two steps of 5 %',
    make: (random) => ({
      levels: drawSteps(random, SIZE, [STEP, STEP]),
      noise: normalNoise(0.045)(random),
    }),
    share: 0.25,
  },
  {
    name: 'measured, each commit ± 0.2 %',
    make: (random) => ({
      levels: addDrift(random, drawSteps(random, SIZE, [STEP]), 0.002),
      noise: measuredNoise(random),
    }),
    share: 1,
  },
  {
    name: 'measured, 1,000 commits',
    make: (random) => ({ levels: drawSteps(random, 1_000, [STEP]), noise: measuredNoise(random) }),
    share: 0.5,
  },
  {
    name: 'measured, no step',
    make: (random) => ({ levels: drawSteps(random, SIZE, []), noise: measuredNoise(random) }),
    share: 1,
  },
];

/** Bisects by halving: a full decision against the good end per step, its verdict accepted. */
async function halve(
  make: Row['make'],
  seed: number,
): Promise<{ readonly pairs: number; readonly isRight: boolean }> {
  const history = make(createRandom(seed));
  const { decide } = createSimulatedMeasurer(history);
  let [low, high, pairs] = [0, history.levels.length - 1, 0];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const report = await decide(firstChangesRange(middle), firstChangesRange(0));
    const [comparison] = report.comparisons;
    if (comparison === undefined) throw new Error('nothing was compared');
    pairs += collectMetricValuePairs(report, comparison).length;
    if (comparison.verdict === 'regressed') high = middle;
    else low = middle;
  }
  const step = Math.abs((history.levels[high] ?? 0) - (history.levels[low] ?? 0));
  return { pairs, isRight: step > STEP / 2 };
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const per = (count: number, of: number): string => (of === 0 ? '–' : (count / of).toFixed(3));

console.log(
  '| case | runs | ends confirmed | right | and confirmed | wrong confirmed | pairs of the search | places | halving: right | pairs |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const { name, make, share } of ROWS) {
  const count = Math.max(1, Math.round(runs * share));
  const result = await tallyBisections(count, SEED, make);
  const halved: Awaited<ReturnType<typeof halve>>[] = [];
  for (let run = 0; run < count; run += 1) halved.push(await halve(make, SEED + run));
  const { begun, right, found, wrong, medianPairs, places } = result;
  const cells = [
    name,
    count,
    per(begun, count),
    per(right, begun),
    per(found, begun),
    wrong,
    begun === 0 ? '–' : medianPairs,
    begun === 0 ? '–' : places.toFixed(1),
    begun === 0 ? '–' : per(halved.filter(({ isRight }) => isRight).length, count),
    begun === 0 ? '–' : middle(halved.map(({ pairs }) => pairs)),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}
