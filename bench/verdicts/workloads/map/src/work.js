import { amount } from './amount.js';

/** Fills maps with fresh strings: most of its time goes into allocating and collecting. */
export function work() {
  let size = 0;
  for (let round = 0; round < amount; round += 1) {
    const map = new Map();
    for (let key = 0; key < 100; key += 1) map.set(`key ${round} ${key}`, { key, round });
    size += map.size;
  }
  return size;
}
