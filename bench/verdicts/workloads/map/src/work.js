import { amount } from './amount.js';

/** Entries of one map. */
const SIZE = 100;

/** Fills maps with fresh strings of one length: its time goes into allocating and collecting. */
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
