import { amount } from './amount.js';

const text = JSON.stringify(
  Array.from({ length: 10 }, (_, index) => ({
    id: index,
    name: `item number ${index}`,
    price: index * 1.25,
    tags: ['new', 'sale'],
  })),
);

/** Parses a kilobyte of JSON again and again. */
export function work() {
  let items = 0;
  for (let round = 0; round < amount; round += 1) items += JSON.parse(text).length;
  return items;
}
