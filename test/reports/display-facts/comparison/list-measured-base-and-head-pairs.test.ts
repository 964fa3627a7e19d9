import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../../../harness/model/documents/run-record.ts';
import type { ComparisonReport } from '../../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Trial } from '../../../../harness/model/trial.ts';
import {
  createPairLookup,
  groupRunsBySide,
  medianPairMs,
} from '../../../../reports/display-facts/comparison/measured-trial-pair-lookup.ts';
import { goldenDocuments } from '../../../../tools/golden/golden-documents.ts';

const documents = goldenDocuments();

function withTrials(change: (trial: Trial, run: RunRecord) => Trial): ComparisonReport {
  const document = documents['live-regressed'];
  const runs = document.runs.map((run) => ({
    ...run,
    trials: run.trials.map((trial) => change(trial, run)),
  }));
  return { ...document, runs };
}

const pairsOf = (document: ComparisonReport) =>
  createPairLookup(document)('parse lockfile', 'wall_time');

describe('the list of measured pairs', () => {
  test('is in the order of measurement, numbered, with both values, stage and slot', () => {
    const document = documents['live-regressed'];
    const [base, head] = document.runs;
    const pairs = pairsOf(document);
    expect(pairs.map(({ number }) => number)).toEqual(Array.from({ length: 14 }, (_, i) => i + 1));
    expect(pairs.map(({ stage }) => stage).lastIndexOf('screen')).toBe(5);
    // Trial 0 of each is the warm-up.
    const [before, after] = [base?.trials[1], head?.trials[1]];
    if (before?.state !== 'completed' || after?.state !== 'completed') throw new Error('no trial');
    const [first] = pairs;
    expect(first).toMatchObject({
      base: before.measurements.wall_time,
      head: after.measurements.wall_time,
      baseSlot: before.slot,
      // From the start of one unit to the end of the other, including the time in between.
      durationMs: Math.max(
        after.startedMs + after.durationMs - before.startedMs,
        before.startedMs + before.durationMs - after.startedMs,
      ),
    });
    expect(first?.logRatio).toBeCloseTo(Math.log((first?.head ?? 0) / (first?.base ?? 0)), 12);
  });

  test('leaves out pairs with a failed unit, and the other units keep their partners', () => {
    const pairs = createPairLookup(documents['live-mixed'])('list users', 'cpu_time');
    expect(pairs).toHaveLength(21);
    const whole = pairsOf(documents['live-regressed']);
    const broken = withTrials((trial, { side }) =>
      side === 'b' && trial.pair === 3 && trial.state === 'completed'
        ? { ...trial, state: 'aborted', message: 'interrupted' }
        : trial,
    );
    const expected = whole.filter(({ number }) => number !== 3);
    expect(pairsOf(broken).map(({ head }) => head)).toEqual(expected.map(({ head }) => head));
    expect(pairsOf(broken).at(-1)?.number).toBe(13);
  });

  test('does not mix up pairs that are renumbered in the second stage', () => {
    const renumbered = withTrials((trial) =>
      trial.stage === 'confirm' ? { ...trial, pair: trial.pair - 6 } : trial,
    );
    expect(pairsOf(renumbered)).toEqual(pairsOf(documents['live-regressed']));
  });

  test('has no ratio when a value is not above zero', () => {
    const zero = withTrials((trial, { side }) =>
      trial.state === 'completed' && side === 'a' && trial.pair === 1
        ? { ...trial, measurements: { ...trial.measurements, wall_time: 0 } }
        : trial,
    );
    expect(pairsOf(zero)[0]).toMatchObject({ base: 0, logRatio: null });
    expect(pairsOf(zero)[1]?.logRatio).not.toBeNull();
  });

  test('is empty when the sides are stored, or the scenario or metric is missing', () => {
    expect(groupRunsBySide(documents.comparison.runs).size).toBe(0);
    const find = createPairLookup(documents['live-regressed']);
    expect(find('parse lockfile', 'latency.p95')).toEqual([]);
    expect(find('another', 'wall_time')).toEqual([]);
    expect(medianPairMs([])).toBeNull();
  });
});
