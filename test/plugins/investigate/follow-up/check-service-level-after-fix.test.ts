import { describe, expect, test } from 'vitest';
import type {
  DataPart,
  ServedLevel,
} from '../../../../plugins/investigate/document/investigation-document.ts';
import { checkLevelAfterFix } from '../../../../plugins/investigate/follow-up/check-service-level-after-fix.ts';
import {
  computeNoiseMargin,
  createPriorLevelBasis,
} from '../../../../plugins/investigate/follow-up/fix-success-criteria.ts';
import { QuantileSketch } from '../../../../plugins/investigate/observations/quantile-sketch.ts';
import { investigationDocuments } from '../../../../tools/golden/investigation-documents.ts';

const BASIS = createPriorLevelBasis({ p95: 0.1, errors: 0.001 });

function served(p95: number, count: number, errors = 0): ServedLevel {
  return { count, errors, p50: p95 / 2, p95, p99: p95 * 2, low_n: count < 20 };
}

/** Checks requests of which 94 in 100 take half of `p95`, and 6 take `p95`. */
function checks(before: ServedLevel, during: ServedLevel, count: number, p95: number, errors = 0) {
  const durations = new QuantileSketch();
  for (let number = 0; number < count; number += 1)
    durations.add(number % 100 < 94 ? p95 / 2 : p95);
  const level = {
    name: 'GET /x',
    before,
    during,
    isAffected: true,
    cells: [{ count, errors, durations }],
  };
  return checkLevelAfterFix(level, 0, 1, BASIS);
}

describe('the service level compared with the level before', () => {
  const [before, during] = [served(250, 9000), served(890, 9000, 900)];

  test.each([
    [250, 'pass'],
    [272, 'pass'],
    [300, 'fail'],
    [890, 'fail'],
  ])(
    'INV-34: judges %d ms with ten thousand requests, after 250 ms before, as %s',
    (p95, outcome) => {
      expect(checks(before, during, 10_000, p95)[0]).toMatchObject({ measure: 'p95', outcome });
    },
  );

  test('stays pending with few requests', () => {
    expect(checks(before, during, 19, 890)[0]?.outcome).toBe('pending');
    expect(checks(before, during, 0, 890)[0]).toMatchObject({ outcome: 'pending', value: null });
    // 6 of 100 are slow: the rank 1.64 deviations lower is among the others.
    expect(checks(before, during, 100, 300)[0]).toMatchObject({
      outcome: 'pending',
      note: 'too few requests for a conclusion',
    });
  });

  test('allows errors of a tenth of a per cent of all requests above the level before', () => {
    const of = (errors: number) => checks(before, during, 10_000, 250, errors)[1];
    expect(of(9)).toMatchObject({ measure: 'error_rate', outcome: 'pass' });
    expect(of(12)).toMatchObject({ outcome: 'pending' });
    expect(of(40)).toMatchObject({ outcome: 'fail', value: 0.004 });
  });

  test('never passes the incident itself, however noisy the time before was', () => {
    const noisy = createPriorLevelBasis({ p95: 5, errors: 0.001 });
    const level = { name: '', before, during, isAffected: true, cells: [] };
    expect(noisy.p95(level)?.limit).toBeLessThan(890);
    expect(noisy.p95(level)?.limit).toBeGreaterThan(250);
  });

  test('checks nothing without a level before', () => {
    const none = { count: 0, errors: 0, p50: null, p95: null, p99: null, low_n: true };
    expect(checks(none, during, 100, 250)).toEqual([]);
  });
});

describe('the noise margin of the time before', () => {
  const document = investigationDocuments()['investigation-established'];
  const data = (document?.data.state === 'completed' ? document.data.part : null) as DataPart;
  const withP95 = (of: (index: number) => number): DataPart => ({
    ...data,
    timeline: data.timeline.map((point, index) => ({ ...point, p95: of(index), low_n: false })),
  });

  test('lets a steady level rise by a tenth', () => {
    expect(computeNoiseMargin(withP95(() => 250)).p95).toBe(0.1);
  });

  test('lets a level that swings by a fifth rise by twice that', () => {
    const { p95 } = computeNoiseMargin(withP95((index) => 250 * (index % 2 === 0 ? 0.8 : 1.25)));
    expect(p95).toBeGreaterThan(0.5);
  });

  test('excludes what came since the onset', () => {
    const at = data.timeline.findIndex((point) => point.at >= (data.onset?.low ?? ''));
    expect(computeNoiseMargin(withP95((index) => (index < at ? 250 : 250 + 40 * index))).p95).toBe(
      0.1,
    );
  });
});
