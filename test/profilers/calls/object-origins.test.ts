import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../profilers/calls/object-origins.ts';

class Account {
  readonly #secret = 1;
  read = (): number => this.#secret;
}

describe('fingerprint', () => {
  it.for<[string, (value: { list: unknown[]; map: Map<string, number>; at: Date }) => unknown]>([
    ['a property', (value) => Object.assign(value, { name: 'b' })],
    ['an item', (value) => value.list.push(1)],
    ['an entry', (value) => value.map.set('a', 2)],
    ['a date', (value) => value.at.setTime(5)],
    ['a function', (value) => Object.assign(value, { list: () => 0 })],
  ])('differs when %s has changed, and not before', ([, change]) => {
    const value = { list: [{ a: 1 }], map: new Map([['a', 1]]), at: new Date(0) };
    const before = fingerprint(value);
    expect(fingerprint(value)).toBe(before);
    change(value);
    expect(fingerprint(value)).not.toBe(before);
  });

  it('does not depend on the identity of objects, which may contain themselves', () => {
    const create = () => {
      const value: Record<string, unknown> = { text: 'x'.repeat(1_000) };
      return Object.assign(value, { self: value });
    };
    expect(fingerprint(create())).toBe(fingerprint(create()));
  });

  it('is unknown for private fields, proxies and too many values', () => {
    let chain: unknown = null;
    for (let link = 0; link < 100_000; link += 1) chain = { chain };
    const unknown = [new Account(), new Proxy({}, {}), Array(20_000).fill(0), chain];
    expect(unknown.map(fingerprint)).toEqual([null, null, null, null]);
  });
});
