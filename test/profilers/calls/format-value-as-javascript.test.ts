import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { formatArgumentsAsJavaScript } from '../../../profilers/calls/format-value-as-javascript.ts';

const evaluate = (source: string): unknown => new Function(`return ${source}`)();

function format(values: readonly unknown[], most = 1_000): string {
  const formatted = formatArgumentsAsJavaScript(values, most);
  return formatted.type === 'source' ? formatted.source : `refused: ${formatted.reason}`;
}

describe('formatArgumentsAsJavaScript', () => {
  it('writes values of the language that evaluate to equal values', () => {
    const values = [
      'a "b"\n\u2028\ud800',
      [1.5, -0, Number.NaN, Number.POSITIVE_INFINITY, 12n, undefined, null, true],
      { plain: 1, 'with-dash': [2], 3: 'three', nested: { list: [] } },
      new Date(86_400_000),
      /a\/b\n/giu,
      new Map<unknown, unknown>([['key', new Set([1])]]),
      new Uint8Array([1, 2, 255]),
      Buffer.from('bytes'),
      new Float64Array([0.5, -1]),
      new BigInt64Array([7n]),
    ];
    expect(evaluate(format(values))).toEqual(values);
  });

  it('preserves holes, missing prototypes and a key that would set the prototype', () => {
    const own = JSON.parse('{"__proto__": 1}') as object;
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    const holes = Array(4);
    [holes[0], holes[2]] = [1, 2];
    const [list, object, without] = evaluate(format([holes, own, bare])) as [
      readonly unknown[],
      object,
      object,
    ];
    expect([list.length, 1 in list, 3 in list]).toEqual([4, false, false]);
    expect(Object.keys(object)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(without)).toBe(null);
  });

  it('writes functions as their text, and instrumented ones as the export that they are', () => {
    const [work, add] = evaluate(
      // Written out, since a transpiler may change the text.
      `[${format([new Function('return (value) => value + 1')(), 1])}][0]`,
    ) as [(value: number) => number, unknown];
    expect([work(1), add]).toEqual([2, 1]);
    const labelled = new Function("return function own() { 'perf-harness call 7'; }")() as unknown;
    expect(format([labelled])).toBe('[perfHarnessExport7]');
  });

  it('accepts objects of another context, as Jest creates them', () => {
    expect(format([runInNewContext('({ a: [new Map()] })')])).toBe('[{ a: [new Map()] }]');
  });

  it.for<[string, unknown]>([
    ['a function', { work: Math.max }],
    ['a function', class Own {}],
    ['a function', Object.assign(() => 0, { calls: [] })],
    ['a function', { work() {} }.work],
    ['a symbol', [Symbol('a')]],
    ['an object of type URLSearchParams', new URLSearchParams('a=1')],
    ['an object of type Own', new (class Own {})()],
    ['an object of type MapOfMine', new (class MapOfMine extends Map {})()],
    [
      'an object with a getter',
      {
        get a() {
          return 1;
        },
      },
    ],
    ['an object with a symbol as key', { [Symbol('a')]: 1 }],
    ['an array with properties', /a/u.exec('a')],
    ['a proxy', new Proxy({}, {})],
    ['a value that is too large', 'x'.repeat(2_000)],
  ])('refuses %s', ([reason, value]) => {
    expect(format([value])).toBe(`refused: ${reason}`);
  });

  it('refuses cycles, and writes an object that occurs twice as two', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(format([cycle])).toBe('refused: an object that contains itself');
    const shared = { a: 1 };
    expect(format([shared, shared])).toBe('[{ a: 1 }, { a: 1 }]');
  });
});
