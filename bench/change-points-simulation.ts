/**
 * False alarms of change-point detection, and the accuracy with which one step is located, in
 * simulated series. Nothing is measured; the tables of docs/decisions/0047 come from it.
 *
 *   node bench/change-points-simulation.ts [points of each false-alarm cell, default 30000]
 */
import { readFileSync } from 'node:fs';
import { findChangePoints } from '../harness/stats/change-points/find-change-points.ts';
import { createDraws } from '../test/support/random-draws.ts';

const points = Number(process.argv[2] ?? 30_000);
const LENGTHS = [10, 20, 30, 60, 100, 300, 1_000];
const STEPS = [1, 2, 3, 5];
/** Series of each cell of the steps. */
const SERIES = 400;
/** One standard deviation as a share of the level. */
const DEVIATION = 0.02;
/** Number of consecutive pairs of a recorded comparison that are resampled together. */
const BLOCK = 12;

const { normal, uniform, skewed } = createDraws(77);
const studentT3 = (): number =>
  normal() / Math.sqrt((normal() ** 2 + normal() ** 2 + normal() ** 2) / 3);

const recorded = readFileSync(
  new URL('../test/fixtures/aa-pairs/log-ratios.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .flatMap((line) => (JSON.parse(line) as { readonly pairs: readonly number[] }).pairs)
  .map((ratio) => ratio / 0.015);

type Noise = (n: number) => readonly number[];
const each =
  (draw: () => number): Noise =>
  (n) =>
    Array.from({ length: n }, draw);

const NOISES: Readonly<Record<string, Noise>> = {
  normal: each(normal),
  'Student t, 3 degrees of freedom': each(studentT3),
  skewed: each(skewed),
  'recorded pairs': each(
    () =>
      (uniform() < 0.5 ? -1 : 1) * (recorded[Math.floor(uniform() * (recorded.length - 1))] ?? 0),
  ),
  'recorded in blocks': (n) => {
    const values: number[] = [];
    while (values.length < n) {
      const block = Math.floor(uniform() * (recorded.length / BLOCK - 1));
      values.push(...recorded.slice(block * BLOCK, (block + 1) * BLOCK));
    }
    return values.slice(0, n);
  },
  'correlated by 0.3': dependent(0.3),
  'correlated by 0.6': dependent(0.6),
  'drift of 5': (n) => Array.from({ length: n }, (_, at) => normal() + (5 * at) / n),
  'two modes, one in five': each(() => normal() + (uniform() < 0.2 ? 8 : 0)),
  'two modes, one in two': each(() => normal() + (uniform() < 0.5 ? 8 : 0)),
};

/** Autoregressive of first order, variance 1. */
function dependent(correlation: number): Noise {
  return (n) => {
    let value = normal();
    return Array.from({ length: n }, () => {
      value = correlation * value + Math.sqrt(1 - correlation ** 2) * normal();
      return value;
    });
  };
}

function changesIn(values: readonly number[]) {
  return findChangePoints(values.map((value) => Math.exp(DEVIATION * value))).points;
}

function falseAlarms(noise: Noise, n: number): string {
  const series = Math.max(60, Math.min(1_000, Math.round(points / n)));
  let [changes, withOne] = [0, 0];
  for (let seriesIndex = 0; seriesIndex < series; seriesIndex += 1) {
    const found = changesIn(noise(n)).length;
    changes += found;
    withOne += found > 0 ? 1 : 0;
  }
  const perThousand = (1_000 * changes) / (series * n);
  return `${perThousand.toFixed(2)} (${((100 * withOne) / series).toFixed(0)} %)`;
}

function placedWithin2(step: number, n: number): string {
  const start = Math.floor(n / 2);
  let hits = 0;
  for (let seriesIndex = 0; seriesIndex < SERIES; seriesIndex += 1) {
    const values = Array.from({ length: n }, (_, at) => normal() + (at >= start ? step : 0));
    if (changesIn(values).some(({ index }) => Math.abs(index - start) <= 2)) hits += 1;
  }
  return `${((100 * hits) / SERIES).toFixed(0)} %`;
}

/**
 * Share of steps of two deviations that are placed within two points if both levels and the noise
 * are known, which is the upper bound for any method. The cost of moving the place by a point is a
 * random walk.
 */
function knownLevels(series: number): number {
  const STEP = 2;
  let hits = 0;
  for (let seriesIndex = 0; seriesIndex < series; seriesIndex += 1) {
    let [least, place] = [0, 0];
    for (const side of [1, -1]) {
      let cost = 0;
      for (let away = 1; away <= 40; away += 1) {
        cost += 2 * STEP * normal() + STEP * STEP;
        if (cost < least) [least, place] = [cost, side * away];
      }
    }
    if (Math.abs(place) <= 2) hits += 1;
  }
  return hits / series;
}

console.log(`False changes in 1,000 points (share of series with one); n = ${LENGTHS.join(', ')}`);
for (const [name, noise] of Object.entries(NOISES)) {
  console.log(`${name}: ${LENGTHS.map((n) => falseAlarms(noise, n)).join(', ')}`);
}
const shorter = LENGTHS.slice(0, -1);
console.log(`One step found within two points; n = ${shorter.join(', ')}`);
for (const step of STEPS) {
  console.log(`${step} deviations: ${shorter.map((n) => placedWithin2(step, n)).join(', ')}`);
}
console.log(`Levels known, step of 2: ${(100 * knownLevels(40_000)).toFixed(1)} %`);
