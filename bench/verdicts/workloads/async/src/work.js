import { amount } from './amount.js';

/** A chain of promises, as code that awaits its way through layers. */
export async function work() {
  let sum = 0;
  for (let round = 0; round < amount; round += 1) sum += await outer(round);
  return sum;
}

async function outer(value) {
  const inside = await inner(value);
  return inside + 1;
}

async function inner(value) {
  await null;
  return value % 7;
}
