import { types } from 'node:util';
import { defineCodec } from '../value-codec.ts';

/** Maps and sets, in iteration order. */

export const mapCodec = defineCodec({
  kind: 'map',
  holds: (object) => types.isMap(object),
  describe: (object, { tell }) => {
    const entries = Map.prototype.entries.call(object as Map<unknown, unknown>);
    return { kind: 'map', entries: [...entries].map(([key, value]) => [tell(key), tell(value)]) };
  },
  isTold: () => false,
  create: () => new Map(),
  fill: (object, { entries }, { make }) => {
    const map = object as Map<unknown, unknown>;
    Map.prototype.clear.call(map);
    for (const [key, value] of entries) Map.prototype.set.call(map, make(key), make(value));
  },
});

export const setCodec = defineCodec({
  kind: 'set',
  holds: (object) => types.isSet(object),
  describe: (object, { tell }) => {
    const items = Set.prototype.values.call(object as Set<unknown>);
    return { kind: 'set', items: [...items].map(tell) };
  },
  isTold: () => false,
  create: () => new Set(),
  fill: (object, { items }, { make }) => {
    const set = object as Set<unknown>;
    Set.prototype.clear.call(set);
    for (const item of items) Set.prototype.add.call(set, make(item));
  },
});
