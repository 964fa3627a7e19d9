import { amount } from './amount.js';

const line = '2026-11-20T10:15:00.000Z INFO [worker-3] GET /users/12345?page=2 took 17 ms';
const text = Array.from({ length: 20 }, (_, index) => line.replace('12345', `${index}`)).join('\n');

/** Takes log lines apart. */
export function work() {
  let total = 0;
  for (let round = 0; round < amount; round += 1) {
    for (const match of text.matchAll(/\[(\S+)\] (\w+) (\/\S*) took (\d+) ms/g)) {
      total += Number(match[4]);
    }
  }
  return total;
}
