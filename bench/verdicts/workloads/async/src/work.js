import { amount } from './amount.js';

const TEXT = JSON.stringify(
  Array.from({ length: 10 }, (_, index) => ({ index, name: `name ${index}` })),
);

/** Answers that are awaited through two layers and parsed, as code that asks a store for them does. */
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
