import { readFileSync } from 'node:fs';
import { createRandom } from '../../harness/stats/seeded-random.ts';

/** Values of this many pairs of identical code, before any change is added. */
export type PairNoise = (pairs: number) => { base: number[]; head: number[] };

const measured = readFileSync(
  new URL('../fixtures/aa-pairs/log-ratios.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .flatMap((line) => (JSON.parse(line) as { readonly pairs: readonly number[] }).pairs);

/** Rise of the level over 100 pairs that lasts through a run, as of a machine that heats up. */
const DRIFT = 0.2;
/** Slowdown of the second unit of a pair for being the second, as a log-ratio. */
const SLOT_EFFECT = 0.01;
/** Two modes: the share of the slow mode, and its slowdown as a logarithm: 14 %, or 115 %. */
const MODES = { share: 0.4, distance: 0.13, far: Math.log(2.15) };
const AUTOCORRELATION = 0.5;

/**
 * Creates realistic noise. In each pair a coin decides which side is measured first; effects of
 * position or time are applied to the units in the order of measurement.
 */
export function createPairNoises(seed: number) {
  const random = createRandom(seed);
  const uniform = (): number => 1 - random.next();
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const cauchy = (): number => Math.tan(Math.PI * (uniform() - 0.5));
  const coin = (): boolean => random.next() < 0.5;

  /** Each pair by the logarithms of its two units, in the order of measuring. */
  const ofUnits =
    (units: (pair: number) => readonly [first: number, second: number]): PairNoise =>
    (pairs) => {
      const base: number[] = [];
      const head: number[] = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        const [first, second] = units(pair);
        const isBaseFirst = coin();
        base.push(Math.exp(isBaseFirst ? first : second));
        head.push(Math.exp(isBaseFirst ? second : first));
      }
      return { base, head };
    };
  /** Generates each pair from its log-ratio alone. */
  const ofRatios = (ratio: (pair: number) => number): PairNoise =>
    ofUnits((pair) => [0, ratio(pair)]);

  const autocorrelated: PairNoise = (pairs) => {
    let level = normal();
    const next = (): number => {
      level = AUTOCORRELATION * level + Math.sqrt(1 - AUTOCORRELATION ** 2) * normal();
      return 0.02 * level;
    };
    return ofUnits(() => [next(), next()])(pairs);
  };
  const mode = (distance: number): number =>
    (random.next() < MODES.share ? distance : 0) + 0.01 * normal();

  return {
    normalOf: (deviation: number): PairNoise => ofRatios(() => deviation * normal()),
    measured: ofRatios(() => measured[random.integer(measured.length)] ?? 0),
    /** Student's t with two degrees of freedom. */
    t2: ofRatios(() => (0.01 * normal()) / Math.sqrt(-Math.log(uniform()))),
    /** One pair in ten has an unbounded disturbance. */
    cauchyMix: ofRatios(() => (uniform() < 0.1 ? 0.05 * cauchy() : 0.015 * normal())),
    /** Noise that grows fivefold, breaking bounds that assume identically distributed pairs. */
    growing: ofRatios((pair) => 0.01 * (1 + (4 * pair) / 95) * normal()),
    drift: ofUnits((pair) => {
      const level = (DRIFT * pair) / 100;
      return [level + 0.02 * normal(), level + DRIFT / 200 + 0.02 * normal()];
    }),
    slotEffect: ofRatios(() => SLOT_EFFECT + 0.02 * normal()),
    twoModes: ofUnits(() => [mode(MODES.distance), mode(MODES.distance)]),
    farModes: ofUnits(() => [mode(MODES.far), mode(MODES.far)]),
    autocorrelated,
  };
}

/** The same pairs with a head that is slower by this ratio. */
export function slowDownHead(
  { base, head }: { readonly base: readonly number[]; readonly head: readonly number[] },
  ratio: number,
): { base: readonly number[]; head: readonly number[] } {
  return { base, head: ratio === 1 ? head : head.map((value) => value * ratio) };
}
