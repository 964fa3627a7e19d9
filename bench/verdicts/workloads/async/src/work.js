import { amount } from './amount.js';

const TEXT = JSON.stringify(
  Array.from({ length: 10 }, (_, index) => ({ index, name: `name ${index}` })),
);

/** Awaits responses through two layers and parses them, like code that queries a store. */
export async function work() {
  let sum = 0;
  for (let round = 0; round < amount; round += 1) sum += await outer(round);
  return sum;
}

async function outer(value) {
  const rows = JSON.parse(await inner());
  return rows.length + (value % 7);
}

async function inner() {
  await null;
  return TEXT;
}
