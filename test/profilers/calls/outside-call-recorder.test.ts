import { describe, expect, it } from 'vitest';
import { labelOf } from '../../../profilers/calls/outside-call.ts';
import { createOutsideCallRecorder } from '../../../profilers/calls/outside-call-recorder.ts';

const A = labelOf(1);
const B = labelOf(2);
const newRecorder = () => createOutsideCallRecorder(() => undefined);

describe('createOutsideCallRecorder', () => {
  it('records calls from outside only, and returns what the function returns', () => {
    const { run, written } = newRecorder();
    const inner = (value: number): number => run(B, () => value * 2, [value]);
    expect(run(A, () => inner(3) + 1, ['x', undefined])).toBe(7);
    expect(inner(1)).toBe(2);
    const { [A]: outer, [B]: other } = written();
    expect(outer).toMatchObject({ calls: 1, inputs: [{ source: '["x"]', calls: 1, failed: 0 }] });
    expect(other).toMatchObject({ calls: 1, inputs: [{ source: '[1]' }] });
  });

  it('counts calls that throw or reject, and rethrows their error', async () => {
    const { run, written } = newRecorder();
    const fail = (): never => {
      throw new Error('bad');
    };
    expect(() => run(A, fail, [1])).toThrow('bad');
    await expect(run(A, async () => fail(), [2])).rejects.toThrow('bad');
    expect(await run(A, async () => 5, [3])).toBe(5);
    expect(written()[A]?.inputs).toMatchObject([
      { source: '[1]', failed: 1, bestMs: null },
      { source: '[2]', failed: 1, bestMs: null },
      { source: '[3]', failed: 0, bestMs: expect.any(Number) },
    ]);
  });

  it('notes arguments that a call modifies', () => {
    const { run, written } = newRecorder();
    const list = [3, 1, 2];
    run(A, () => list.sort(), [list]);
    run(A, () => [4].toSorted(), [[4]]);
    expect(written()[A]?.inputs).toMatchObject([
      { source: '[[3, 1, 2]]', isModified: true },
      { source: '[[4]]', isModified: false },
    ]);
  });

  it('counts arguments that cannot be repeated by their kind', () => {
    const { run, written } = newRecorder();
    run(A, () => 0, [() => 0]);
    expect(written()[A]).toMatchObject({
      calls: 1,
      inputs: [],
      refused: { 'a function': 1 },
    });
  });

  it('records a larger input however late it comes', () => {
    const { run, written } = newRecorder();
    for (let call = 0; call < 1_000; call += 1) run(A, () => 0, [call % 7]);
    run(A, () => 0, ['x'.repeat(5_000)]);
    const { calls, inputs } = written()[A] ?? { calls: 0, inputs: [] };
    expect([calls, inputs.length, inputs.at(-1)?.source.length]).toEqual([1_001, 8, 5_004]);
  });
});
