import { describe, expect, test } from 'vitest';
import { COMPARE_CASES } from '../../../bench/verdicts/compare-cases.ts';
import {
  deriveSeed,
  FULL_AMOUNTS,
  planTasks,
  QUICK_AMOUNTS,
  TASK_PARTS,
} from '../../../bench/verdicts/plan-tasks.ts';

const ALL = planTasks(FULL_AMOUNTS, () => true, 1);

describe('the plan of bench tasks', () => {
  test('gives every task a unique name', () => {
    expect(new Set(ALL.map(({ id }) => id)).size).toBe(ALL.length);
  });

  test('has the same order for the same seed, and another order for another seed', () => {
    const order = (seed: number) => planTasks(FULL_AMOUNTS, () => true, seed).map(({ id }) => id);
    expect(order(1)).toEqual(ALL.map(({ id }) => id));
    expect(order(2)).not.toEqual(ALL.map(({ id }) => id));
    expect(order(2).toSorted()).toEqual(order(1).toSorted());
  });

  test('holds as many comparisons of each case as promised, evenly over its workloads', () => {
    for (const { id, runs, workloads } of COMPARE_CASES) {
      const own = ALL.filter((task) => task.type === 'compare' && task.compareCase.id === id);
      expect(own).toHaveLength(runs);
      for (const workload of workloads) {
        const share = own.filter((task) => task.workload === workload);
        expect(share).toHaveLength(runs / workloads.length);
      }
    }
  });

  test('studies sampling plans on at least eight workloads, quiet and under noise', () => {
    const studied = ALL.flatMap((task) => (task.type === 'plan' ? [task] : []));
    expect(new Set(studied.map(({ workload }) => workload)).size).toBeGreaterThanOrEqual(8);
    expect(studied.filter(({ noise }) => noise)).toHaveLength(studied.length / 2);
  });

  test('can be requested in parts', () => {
    const some = planTasks(FULL_AMOUNTS, (part) => part === 'tools', 1);
    expect(new Set(some.map(({ type }) => type))).toEqual(new Set(['tool']));
    for (const part of TASK_PARTS) {
      expect(
        planTasks(FULL_AMOUNTS, (taskPart) => taskPart === part, 1).length,
        part,
      ).toBeGreaterThan(0);
    }
  });

  test('has only a few comparisons in the quick form', () => {
    const quick = planTasks(QUICK_AMOUNTS, () => true, 1);
    expect(quick.length).toBeGreaterThan(3);
    expect(quick.length).toBeLessThan(10);
  });
});

test('derives seeds that are whole, positive, below 2³¹ and distinct', () => {
  const seeds = ALL.map(({ id }) => deriveSeed(1, id));
  expect(seeds.every((seed) => Number.isInteger(seed) && seed > 0 && seed <= 2 ** 31)).toBe(true);
  expect(new Set(seeds).size).toBeGreaterThan(seeds.length - 3);
  expect(deriveSeed(2, 'x')).not.toBe(deriveSeed(1, 'x'));
});
