import { describe, expect, it } from 'vitest';
import { estimateProfiledOperationCount } from '../../../api/profile-diff/estimate-profiled-operation-count.ts';
import type { Profile, ProfiledFunction } from '../../../harness/model/program/profile.ts';
import type { Block } from '../../../harness/model/trial.ts';
import { createProfileBuilder, NO_PARENT } from '../../../profilers/profile-builder.ts';

function profile(): Profile {
  const builder = createProfileBuilder();
  const add = (name: string, owner: ProfiledFunction['owner'], ms: number): void => {
    const of = { name, owner, package: null, file: null, line: null, column: null };
    builder.add(builder.node(NO_PARENT, builder.functionOf(of)), ms);
  };
  add('work', 'project', 300);
  add('(garbage collector)', 'gc', 100);
  add('callRepeatedly', 'harness', 50);
  add('(idle)', 'idle', 9_000);
  return builder.build({ tool: 'v8-cpu', weight: 'time', threads: 1, samples: 1 });
}

function block(measurements: Block['measurements']): Block {
  return { operations: 5, durationMs: 40, measurements };
}

describe('the number of operations in a profile', () => {
  it('is the profiled time divided by the operation time of the least disturbed turns', () => {
    const turns = [4, 2, 9, 2, 30, 7, 8, 40].map((ms) => block({ wall_time: ms, cpu_time: 50 }));
    expect(estimateProfiledOperationCount('function', profile(), turns)).toBeCloseTo(400 / 4);
    const preempted = [block({ wall_time: 80, cpu_time: 4 })];
    expect(estimateProfiledOperationCount('function', profile(), preempted)).toBeCloseTo(400 / 4);
  });

  it('is based on CPU time when calls wait and when a server is under load', () => {
    const waiting = { ...block({ wall_time: 1, cpu_time: 8 }), notes: { gives_way: true } };
    expect(estimateProfiledOperationCount('function', profile(), [waiting])).toBeCloseTo(400 / 8);
    expect(estimateProfiledOperationCount('http', profile(), [block({ cpu_time: 8 })])).toBeCloseTo(
      400 / 8,
    );
  });

  it('is the counted number when no clock gives more information', () => {
    const blocks = [block({ wall_time: 900 }), block({ wall_time: 900 })];
    expect(estimateProfiledOperationCount('command', profile(), blocks)).toBe(10);
    expect(estimateProfiledOperationCount('http', profile(), blocks)).toBe(10);
  });
});
