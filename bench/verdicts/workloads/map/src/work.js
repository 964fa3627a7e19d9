import { amount } from './amount.js';

/** Number of entries of a map. */
const SIZE = 100;

/** Fills maps with new strings of one length, mostly allocating and garbage collecting. */
export function work() {
  let size = 0;
  let map = new Map();
  for (let entry = 0; entry < amount; entry += 1) {
    if (map.size === SIZE) {
      size += SIZE;
      map = new Map();
    }
    map.set(`key ${10_000 + entry}`, { entry });
  }
  return size + map.size;
}
