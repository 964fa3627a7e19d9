/** Values serialized and restored: content, identity, and operations on them in between. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createLiveObjects } from '../../../../../plugins/optimize/verify/replay/recreate-captured-objects.ts';
import {
  createSnapshotRecorder,
  type Snapshot,
} from '../../../../../plugins/optimize/verify/values/value-snapshot-recorder.ts';

const NOTHING = {
  resolveExport: () => undefined,
  answerCallback: () => undefined,
  isModuleObject: () => false,
};

/** Through JSON, as a file would have it. */
function again(...values: readonly unknown[]): readonly unknown[] {
  const told = JSON.parse(JSON.stringify(createSnapshotRecorder().snapshot(values))) as Snapshot;
  const world = createLiveObjects(NOTHING);
  world.restore(told.objects);
  const made = told.values.map(world.decode);
  expect(world.failureReason()).toBeNull();
  return made;
}

const { freeze, defineProperty, create } = Object;
const sticky = /a/gy;
sticky.lastIndex = 2;

describe('a recreated value', () => {
  it.each<readonly [string, unknown]>([
    ['nothing', [null, undefined]],
    ['odd numbers', [Number.NaN, -0, Number.POSITIVE_INFINITY, 2 ** 53, 10n ** 30n]],
    ['half a character', ['\ud800', 'a\udc00']],
    ['symbols of everybody', [Symbol.iterator, Symbol.for('x')]],
    ['places that hold nothing', Object.assign(Array(4), { 1: 1 })],
    ['a list with a property', Object.assign([1, 2], { index: 7 })],
    ['no prototype', Object.assign(create(null), { a: 1 })],
    ['a property named __proto__', JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}')],
    ['frozen and sealed', [freeze([1]), Object.seal({ a: 1 }), Object.preventExtensions({})]],
    ['a hidden property', defineProperty({}, 'a', { value: 1 })],
    ['dates', [new Date(5), new Date(Number.NaN)]],
    ['an expression that was used', sticky],
    [
      'maps and sets in their order',
      [
        new Map([
          [2, 'b'],
          [1, 'a'],
        ] as const),
        new Set([3, 1, 2]),
      ],
    ],
    ['bytes', [Buffer.from('abc'), new Uint16Array([1, 65_535]), new DataView(new ArrayBuffer(3))]],
    ['errors', [Object.assign(new RangeError('no', { cause: 'x' }), { code: 'E' })]],
    ['boxed primitives', [Object('text'), Object(1), Object(false)]],
    ['an address', new URL('http://127.0.0.1/a?b#c')],
    ['functions of everybody', [Math.max, Array.prototype.map, String]],
  ])('%s', (_, value) => {
    const [made] = again(value);
    const plain = (input: unknown): unknown => input;
    expect(isDeepStrictEqual(plain(made), plain(value))).toBe(true);
    expect(Object.isFrozen(made)).toBe(Object.isFrozen(value));
  });

  it('keeps its identity: the same object twice, cycles, and views of one memory', () => {
    const circularObject: { self?: unknown; list?: unknown } = {};
    circularObject.self = circularObject;
    circularObject.list = [circularObject, circularObject];
    const memory = new ArrayBuffer(8);
    const [made, same, left, right] = again(
      circularObject,
      circularObject,
      new Uint8Array(memory),
      new Int32Array(memory),
    ) as [{ self: unknown; list: readonly unknown[] }, unknown, Uint8Array, Int32Array];
    expect(made).toBe(same);
    expect([made.self, ...made.list]).toEqual([made, made, made]);
    expect(made.list[0]).toBe(made);
    left[0] = 5;
    expect(right[0]).toBe(5);
  });

  it('keeps its order of properties', () => {
    const [made] = again({ b: 1, a: 2, 1: 3 });
    expect(Object.keys(made as object)).toEqual(['1', 'b', 'a']);
  });

  it('may have any depth, without using the stack', () => {
    let deep: unknown = 'end';
    for (let depth = 0; depth < 90; depth += 1) deep = [deep];
    expect(again(deep)).toEqual([deep]);
  });
});

describe('a snapshot', () => {
  it('is that of an object without a prototype where the prototype is empty', () => {
    function Empty() {}
    Empty.prototype = create(null);
    const states = [Reflect.construct(Empty, []), create(null)].map(
      (object) => createSnapshotRecorder().snapshot([object]).objects,
    );
    expect(states[0]).toEqual(states[1]);
  });

  it('contains what is new or changed since the last snapshot, under the same ids', () => {
    const { snapshot } = createSnapshotRecorder();
    const list = [1];
    const holder = { list };
    const first = snapshot([holder]);
    expect(first.objects).toHaveLength(2);
    expect(snapshot([holder]).objects).toEqual([]);
    list.push(2);
    const [changed] = snapshot([holder]).objects;
    expect(changed?.id).toBe(first.objects[1]?.id);
    expect(changed?.shape).toEqual({ kind: 'array', items: [1, 2] });
  });

  it('calls no getter, and hides what throws when it is inspected', () => {
    let asked = 0;
    const object = {
      get field() {
        asked += 1;
        return 1;
      },
    };
    const broken = new Proxy({}, { ownKeys: () => [1] as never });
    const { objects } = createSnapshotRecorder().snapshot([object, broken]);
    expect(asked).toBe(0);
    expect(objects[0]?.properties[0]).toMatchObject({ key: 'field', value: null });
    expect(objects[1]?.shape).toMatchObject({ kind: 'opaque' });
  });

  it('ends at its limits', () => {
    const { objects } = createSnapshotRecorder({ maxObjects: 3 }).snapshot([[[], [], [], []]]);
    expect(objects.at(-1)?.shape).toMatchObject({
      kind: 'opaque',
      reason: 'more than 3 objects in one call',
    });
    const [text] = createSnapshotRecorder().snapshot(['x'.repeat(3e6)]).values;
    expect(text).toEqual({ is: 'omitted', reason: 'a string of 3000000 characters' });
  });

  it('never contains the text of a function', () => {
    const secret = () => 'do not tell';
    expect(JSON.stringify(createSnapshotRecorder().snapshot([secret]))).not.toContain('do not');
  });
});

describe('the live objects', () => {
  it('are brought to their recorded state in place', () => {
    const { snapshot } = createSnapshotRecorder();
    const map = new Map([['a', 1]]);
    const world = createLiveObjects(NOTHING);
    const first = snapshot([map]);
    world.restore(first.objects);
    const live = world.decode(first.values[0] ?? null);
    map.delete('a').valueOf();
    map.set('b', 2);
    world.restore(snapshot([map]).objects);
    expect([...(live as Map<string, number>)]).toEqual([['b', 2]]);
  });

  it('are lost when somebody reads what could not be captured', () => {
    const told = createSnapshotRecorder().snapshot([new WeakMap()]);
    const world = createLiveObjects(NOTHING);
    world.restore(told.objects);
    const live = world.decode(told.values[0] ?? null) as WeakMap<object, unknown>;
    expect(world.failureReason()).toBeNull();
    expect(() => live.get({})).toThrow('not captured');
    expect(world.failureReason()).toBe(
      'the code reads a WeakMap whose contents cannot be inspected',
    );
  });
});
