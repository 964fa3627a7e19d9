import { types } from 'node:util';
import { defineCodec } from '../value-codec.ts';

/** Maps and sets, in iteration order. */

export const mapCodec = defineCodec({
  kind: 'map',
  matches: (object) => types.isMap(object),
  describe: (object, { encode }) => {
    const entries = Map.prototype.entries.call(object as Map<unknown, unknown>);
    return {
      kind: 'map',
      entries: [...entries].map(([key, value]) => [encode(key), encode(value)]),
    };
  },
  skipsProperty: () => false,
  create: () => new Map(),
  fill: (object, { entries }, { decode }) => {
    const map = object as Map<unknown, unknown>;
    Map.prototype.clear.call(map);
    for (const [key, value] of entries) Map.prototype.set.call(map, decode(key), decode(value));
  },
});

export const setCodec = defineCodec({
  kind: 'set',
  matches: (object) => types.isSet(object),
  describe: (object, { encode }) => {
    const items = Set.prototype.values.call(object as Set<unknown>);
    return { kind: 'set', items: [...items].map(encode) };
  },
  skipsProperty: () => false,
  create: () => new Set(),
  fill: (object, { items }, { decode }) => {
    const set = object as Set<unknown>;
    Set.prototype.clear.call(set);
    for (const item of items) Set.prototype.add.call(set, decode(item));
  },
});
