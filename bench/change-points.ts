/**
 * Change points beside Apache Otava (its defaults) and ruptures (PELT, same penalty and robust
 * scale): speed on 10,000 points, simulated series with one step, and three real series.
 *
 *   PERF_HARNESS_PYTHON=<python with apache-otava and ruptures> node bench/change-points.ts
 *
 * The result is bench/results/change-points.json.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findChangePoints } from '../harness/stats/change-points/find-change-points.ts';
import { median } from '../harness/stats/quantile.ts';
import { createRandom } from '../harness/stats/random.ts';

const ROOT = join(import.meta.dirname, '..');
const random = createRandom(4_711);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
const RUNS = 1_000;
const STEP_AT = 100;
/** The time of a series is the median of so many, of each tool. */
const TURNS = 5;

const noisy = (n: number, at: number, step: number): number[] =>
  Array.from({ length: n }, (_, index) => Math.exp(0.02 * (normal() + (index < at ? 0 : step))));

const series = (name: string): number[] =>
  (
    JSON.parse(readFileSync(join(ROOT, 'bench/change-points', name), 'utf8')) as {
      readonly values: number[];
    }
  ).values;
const named: readonly (readonly [string, readonly number[]])[] = [
  [
    '10,000 points, ten steps',
    Array.from({ length: 10 }, (_, at) => noisy(1_000, 0, at % 3)).flat(),
  ],
  ["own: seconds of this project's comparisons", series('own-comparisons.json')],
  ['published: bsl-language-server', series('bsl-language-server.json')],
  [
    'simulated: 1, 2 and 3 deviations',
    [...noisy(80, 0, 0), ...noisy(80, 0, 1), ...noisy(80, 0, 3), ...noisy(80, 0, 0)],
  ],
];
const steps = Array.from({ length: RUNS }, () => noisy(2 * STEP_AT, STEP_AT, 2));
const still = Array.from({ length: RUNS }, () => noisy(2 * STEP_AT, STEP_AT, 0));
const all = [...named.map(([, values]) => values), ...steps, ...still];

interface Answer {
  readonly found: readonly number[];
  readonly ms: number;
}
const peers = JSON.parse(
  execFileSync(
    process.env.PERF_HARNESS_PYTHON ?? 'python3',
    [join(ROOT, 'bench/change-points/peers.py')],
    { input: JSON.stringify(all), encoding: 'utf8', timeout: 240_000, maxBuffer: 2 ** 26 },
  ),
) as { readonly versions: object; readonly answers: readonly Record<string, Answer>[] };

const own = all.map((values): Answer => {
  const times: number[] = [];
  let found: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const begin = performance.now();
    found = findChangePoints(values).points.map(({ index }) => index);
    times.push(performance.now() - begin);
  }
  return { found, ms: median(times) };
});
const tools = ['perf-harness', 'otava', 'ruptures'] as const;
const answersOf = (tool: (typeof tools)[number]): Answer[] =>
  all.map((_, index) => {
    const answer = tool === 'perf-harness' ? own[index] : peers.answers[index]?.[tool];
    return answer ?? { found: [], ms: 0 };
  });

const result = {
  at: new Date().toISOString(),
  node: process.versions.node,
  versions: peers.versions,
  tools: Object.fromEntries(
    tools.map((tool) => {
      const answers = answersOf(tool);
      const stepped = answers.slice(named.length, named.length + RUNS);
      const steady = answers.slice(named.length + RUNS);
      return [
        tool,
        {
          foundWithin2:
            stepped.filter(({ found }) => found.some((at) => Math.abs(at - STEP_AT) <= 2)).length /
            RUNS,
          falseAlarmsPer1000:
            (steady.flatMap(({ found }) => found).length * 1_000) / (RUNS * 2 * STEP_AT),
          series: Object.fromEntries(
            named.map(([name, values], index) => {
              const { found, ms } = answers[index] ?? { found: [], ms: 0 };
              return [name, { points: values.length, ms: Math.round(ms * 10) / 10, found }];
            }),
          ),
        },
      ];
    }),
  ),
};
writeFileSync(
  join(ROOT, 'bench/results/change-points.json'),
  `${JSON.stringify(result, null, 2)}\n`,
);
process.stdout.write(`${JSON.stringify(result, null, 1)}\n`);
