import { describe, expect, test } from 'vitest';
import { COMPARE_CASES } from '../../../bench/verdicts/compare-cases.ts';
import { FULL_AMOUNTS, planTasks, TASK_PARTS } from '../../../bench/verdicts/plan-tasks.ts';

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
});
