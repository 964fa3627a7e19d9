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
    run(A, () => 0, [Math.max]);
    expect(written()[A]).toMatchObject({
      calls: 1,
      inputs: [],
      refused: { 'a function': 1 },
    });
  });

  // Labels are written out, since the recorder finds them in the text of classes.
  it('writes objects as the calls that create them and bring them to their state', () => {
    const { run, written } = newRecorder();
    class Stack {
      items: number[] = [];
      constructor(...given: readonly number[]) {
        run(
          'perf-harness construct 1',
          () => {
            this.items = [...given];
          },
          given,
          () => this,
        );
      }
      push(item: number) {
        const add = () => void this.items.push(item);
        return run('perf-harness call 2', add, [item], () => this);
      }
      sum() {
        return run(
          'perf-harness call 3',
          () => this.items.reduce((sum, item) => sum + item, 0),
          [],
          () => this,
        );
      }
    }
    class Deeper extends Stack {}
    class Plain {
      words(text: string) {
        return run(
          'perf-harness call 4',
          () => text.split(' '),
          [text],
          () => this,
        );
      }
    }
    const make = (text: string) => run('perf-harness call 5', () => ({ read: () => text }), [text]);
    const stack = new Stack(1, 2);
    stack.push(3);
    for (const _ of [1, 2]) stack.sum();
    new Plain().words('a b');
    run(A, () => 0, [[stack, make('x')]]);
    new Deeper(1).sum();
    const pushed = '((it) => (it.perfHarnessMember2(3), it))(new perfHarnessExport1(1, 2))';
    expect(written()).toMatchObject({
      [labelOf(1, 'construct')]: { inputs: [{ source: '[1, 2]', isNew: true }, { source: '[1]' }] },
      [labelOf(2)]: {
        inputs: [{ source: '[3]', subject: 'new perfHarnessExport1(1, 2)', isModified: true }],
      },
      [labelOf(3)]: {
        // The creation of the second object, of a class without a constructor, is not known.
        inputs: [
          { source: '[]', subject: pushed, calls: 2, isModified: false },
          { source: '[]', subject: null },
        ],
      },
      [labelOf(4)]: { inputs: [{ source: '["a b"]', subject: 'new perfHarnessOwner4()' }] },
      [A]: { inputs: [{ source: `[[${pushed}, perfHarnessExport5("x")]]` }] },
    });
  });

  it('forgets objects whose state it cannot follow', () => {
    const { run, written } = newRecorder();
    class Counter {
      count = 0;
      constructor() {
        run(
          'perf-harness construct 2',
          () => undefined,
          [],
          () => this,
        );
      }
      add(by: () => number) {
        const work = () => {
          this.count += by();
        };
        return run('perf-harness call 3', work, [by], () => this);
      }
      read() {
        return run(
          'perf-harness call 4',
          () => this.count,
          [],
          () => this,
        );
      }
    }
    const [failing, unknown, assigned] = [new Counter(), new Counter(), new Counter()];
    assigned.count = 3;
    const fail = (): never => {
      throw new Error('bad');
    };
    expect(() => failing.add(fail)).toThrow('bad');
    unknown.add(Math.random);
    for (const counter of [failing, unknown, assigned]) counter.read();
    expect(written()[labelOf(4)]?.inputs).toMatchObject([{ subject: null, calls: 3 }]);
  });

  it('tells calls with new from others', () => {
    const { run, written } = newRecorder();
    function Big(this: unknown, value: number): unknown {
      return run(
        'perf-harness call 1',
        () => (this === undefined ? { value } : undefined),
        [value],
        () => this,
      );
    }
    Reflect.construct(Big, [1]);
    Big.call(undefined, 2);
    expect(written()[A]?.inputs).toMatchObject([
      { source: '[1]', isNew: true },
      { source: '[2]', isNew: false },
    ]);
  });

  it('records a larger input however late it comes', () => {
    const { run, written } = newRecorder();
    for (let call = 0; call < 1_000; call += 1) run(A, () => 0, [call % 7]);
    run(A, () => 0, ['x'.repeat(5_000)]);
    const { calls, inputs } = written()[A] ?? { calls: 0, inputs: [] };
    expect([calls, inputs.length, inputs.at(-1)?.source.length]).toEqual([1_001, 8, 5_004]);
  });
});
