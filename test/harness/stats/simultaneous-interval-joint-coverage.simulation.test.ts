/** Rate at which all intervals hold together, wherever the centres are. */
import { describe, expect, it } from 'vitest';
import {
  type SimultaneousInterval,
  simultaneousIntervals,
} from '../../../harness/stats/simultaneous-confidence-intervals.ts';
import { createDraws, type Draw, drawSample } from '../../support/random-draws.ts';

const CONFIDENCE = 0.95;
const RUNS = 200;
/** Three standard errors below the confidence. */
const FEWEST = RUNS * CONFIDENCE - 3 * Math.sqrt(RUNS * CONFIDENCE * (1 - CONFIDENCE));

/** Centres in standard deviations of a difference, by the number of the sample. */
const CENTRES = {
  nowhere: () => 0,
  'far out in one': (sample: number) => (sample === 0 ? 10 : 0),
  'far out in all': () => 10,
  'far out in every other': (sample: number) => 10 * (sample % 2),
  'at the edge of noise': (sample: number) => (sample % 5) - 1,
};

interface Case {
  readonly noise: 'normal' | 'heavyTailed';
  readonly centres: keyof typeof CENTRES;
  readonly pairs: number;
  readonly samples: number;
  /** Correlation of any two samples of a pair. */
  readonly correlation: number;
}

/** Differences of several quantities, pair by pair. */
function differences({ centres, pairs, samples, correlation }: Case, noise: Draw): number[][] {
  const shared = drawSample(pairs, noise);
  return Array.from({ length: samples }, (_, sample) =>
    shared.map(
      (value) =>
        CENTRES[centres](sample) +
        Math.sqrt(correlation) * value +
        Math.sqrt(1 - correlation) * noise(),
    ),
  );
}

function holdsTogether(simulationCase: Case, intervals: readonly SimultaneousInterval[]): boolean {
  return intervals.every(({ low, high }, sample) => {
    const center = CENTRES[simulationCase.centres](sample);
    return low <= center && center <= high;
  });
}

const noises = ['normal', 'heavyTailed'] as const;
const everywhere = Object.keys(CENTRES) as (keyof typeof CENTRES)[];

/** Few pairs of few samples for all centres; more of either where all samples change at once. */
const cases = noises.flatMap((noise) =>
  [0, 0.9].flatMap((correlation): Case[] => [
    ...everywhere.map((centres): Case => ({ noise, centres, correlation, pairs: 6, samples: 5 })),
    { noise, centres: 'far out in all', correlation, pairs: 6, samples: 40 },
    { noise, centres: 'far out in all', correlation, pairs: 12, samples: 5 },
    { noise, centres: 'at the edge of noise', correlation, pairs: 12, samples: 5 },
    { noise, centres: 'far out in all', correlation, pairs: 20, samples: 5 },
  ]),
);
const largeCases = [0, 0.9].map(
  (correlation): Case => ({
    noise: 'normal',
    centres: 'far out in all',
    correlation,
    pairs: 12,
    samples: 20,
  }),
);

describe('the joint coverage of 95 in 100', () => {
  it.each([...cases, ...largeCases])(
    'holds for $noise noise, centres $centres, $pairs pairs of $samples, correlated by $correlation',
    (simulationCase) => {
      const noise = createDraws(51 + simulationCase.pairs + simulationCase.samples)[
        simulationCase.noise
      ];
      let held = 0;
      for (let run = 0; run < RUNS; run += 1) {
        const { intervals } = simultaneousIntervals(differences(simulationCase, noise), CONFIDENCE);
        if (holdsTogether(simulationCase, intervals)) held += 1;
      }
      expect(held).toBeGreaterThanOrEqual(FEWEST);
    },
  );
});
