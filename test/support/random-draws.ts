import { createRandom } from '../../harness/stats/seeded-random.ts';

/** Draws a number from a distribution. */
export type Draw = () => number;

/** Returns seeded draws for simulations, each from a unimodal distribution. */
export function createDraws(seed: number) {
  const random = createRandom(seed);
  const uniform: Draw = () => 1 - random.next();
  const normal: Draw = () =>
    Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    logNormal: (): number => Math.exp(0.5 * normal()),
    exponential: (): number => -Math.log(uniform()),
    /** Normal with a tenth of the values five times as wide, as on a shared machine. */
    heavyTailed: (): number => (uniform() < 0.1 ? 5 : 1) * normal(),
    /** Median 0, a long tail upwards. */
    skewed: (): number => Math.exp(0.8 * normal()) - 1,
  };
}

/** A sample of that size. */
export function drawSample(size: number, draw: Draw): number[] {
  return Array.from({ length: size }, draw);
}

/** Returns the share of simulations in which `happens` returned true. */
export function simulateShare(simulations: number, happens: () => boolean): number {
  let count = 0;
  for (let index = 0; index < simulations; index += 1) if (happens()) count += 1;
  return count / simulations;
}
