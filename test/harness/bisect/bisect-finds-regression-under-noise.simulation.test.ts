/**
 * Complete bisections over 64 commits with known true effects: ends, search and confirmation follow
 * the rules of live comparisons, and effect and noise are estimated, not given. docs/decisions/0011
 * has the rates of many more runs.
 */
import { describe, expect, test } from 'vitest';
import {
  addDrift,
  drawSteps,
  measuredNoise,
  normalNoise,
  tallyBisections,
} from '../../support/simulated-bisect.ts';

const SIZE = 64;
const STEP = Math.log(1.05);

describe('bisection of 64 commits with a step of 5 %', () => {
  test('finds the step under measured noise, with about as many pairs as one decision', async () => {
    const result = await tallyBisections(80, 5_000, (random) => ({
      levels: drawSteps(random, SIZE, [STEP]),
      noise: measuredNoise(random),
    }));
    expect(result.begun).toBeGreaterThanOrEqual(78);
    expect(result.found).toBeGreaterThanOrEqual(Math.ceil(result.begun * 0.975));
    expect(result.wrong).toBe(0);
    expect(result.medianPairs).toBeLessThanOrEqual(24);
  });

  test('finds the step under normal noise of 4.5 %', async () => {
    const result = await tallyBisections(20, 5_000, (random) => ({
      levels: drawSteps(random, SIZE, [STEP]),
      noise: normalNoise(0.045)(random),
    }));
    expect(result.found).toBeGreaterThanOrEqual(result.begun - 1);
    expect(result.begun).toBeGreaterThanOrEqual(18);
    expect(result.medianPairs).toBeLessThanOrEqual(90);
  });

  test('finds one of two steps', async () => {
    const result = await tallyBisections(40, 5_000, (random) => ({
      levels: drawSteps(random, SIZE, [STEP, STEP]),
      noise: measuredNoise(random),
    }));
    expect(result.found).toBeGreaterThanOrEqual(39);
    expect(result.wrong).toBe(0);
  });

  test('finds the shortest range when three commits in ten cannot be measured', async () => {
    const result = await tallyBisections(40, 5_000, (random) => ({
      levels: drawSteps(random, SIZE, [STEP]),
      noise: measuredNoise(random),
      untestable: new Set(
        Array.from({ length: SIZE - 2 }, (_, index) => index + 1).filter(() => random.next() < 0.3),
      ),
    }));
    expect(result.found).toBeGreaterThanOrEqual(39);
    const ranges = result.reports.filter(({ outcome }) => outcome === 'range');
    expect(ranges.length).toBeGreaterThan(5);
  });

  test('finds the step among many changes that are too small to matter', async () => {
    const result = await tallyBisections(40, 5_000, (random) => ({
      levels: addDrift(random, drawSteps(random, SIZE, [STEP]), 0.001),
      noise: measuredNoise(random),
    }));
    expect(result.found).toBeGreaterThanOrEqual(result.begun - 1);
    expect(result.wrong).toBe(0);
  });

  test('names no commit when there is no step', async () => {
    const result = await tallyBisections(200, 5_000, (random) => ({
      levels: drawSteps(random, SIZE, []),
      noise: measuredNoise(random),
    }));
    expect(result.begun).toBeLessThanOrEqual(2);
    expect(result.found + result.wrong).toBe(0);
  });
});
