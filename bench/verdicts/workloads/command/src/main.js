/** A typical script: reads its input, counts words, prints one line. */
import { readFileSync } from 'node:fs';
import { amount } from './amount.js';

const source = readFileSync(new URL(import.meta.url), 'utf8');
const counts = new Map();
for (let round = 0; round < amount; round += 1) {
  for (const word of source.split(/\W+/)) counts.set(word, (counts.get(word) ?? 0) + 1);
}
console.log(`${counts.size} words`);
