import { describe, expect, it } from 'vitest';
import { scheduleCommitMeasurements } from '../../../harness/history/schedule-commit-measurements.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';

const commits = Array.from({ length: 100 }, (_, at) => at);
const order = scheduleCommitMeasurements(commits, createRandom(7));

describe('the order of commit measurements', () => {
  it('has each commit once, and is the same for the same seed', () => {
    expect(order.toSorted((a, b) => a - b)).toEqual(commits);
    expect(scheduleCommitMeasurements(commits, createRandom(7))).toEqual(order);
    expect(scheduleCommitMeasurements([], createRandom(7))).toEqual([]);
  });

  it('begins with the newest and covers the whole history before it refines', () => {
    expect(order[0]).toBe(99);
    const first = order.slice(0, 13).toSorted((a, b) => a - b);
    const gaps = first.slice(1).map((at, number) => at - (first[number] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8);
  });

  it('separates neighbors in time, so that a busy hour is no stretch of the history', () => {
    const turnOf = new Map(order.map((at, turn) => [at, turn]));
    const apart = commits
      .slice(1)
      .map((at) => Math.abs((turnOf.get(at) ?? 0) - (turnOf.get(at - 1) ?? 0)));
    expect(apart.filter((turns) => turns < 3).length).toBeLessThan(10);
  });
});
