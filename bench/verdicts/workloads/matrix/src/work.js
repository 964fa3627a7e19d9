import { amount } from './amount.js';

const SIZE = 4_096;
const left = Float64Array.from({ length: SIZE }, (_, index) => Math.sin(index));
const right = Float64Array.from({ length: SIZE }, (_, index) => Math.cos(index));

/** Dot products of long vectors: arithmetic without a single allocation. */
export function work() {
  let total = 0;
  for (let round = 0; round < amount; round += 1) {
    let sum = 0;
    for (let index = 0; index < SIZE; index += 1) sum += left[index] * right[index];
    total += sum;
  }
  return total;
}
