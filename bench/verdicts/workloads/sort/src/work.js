import { amount } from './amount.js';

const numbers = Array.from({ length: 200 }, (_, index) => (index * 7_919) % 1_009);

/** Sorts copies of two hundred numbers. */
export function work() {
  let sum = 0;
  for (let round = 0; round < amount; round += 1) {
    const sorted = [...numbers].sort((a, b) => a - b);
    sum += sorted[round % sorted.length];
  }
  return sum;
}
