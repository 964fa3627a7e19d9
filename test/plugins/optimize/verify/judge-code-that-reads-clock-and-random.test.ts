/** Code that reads the clock, draws at random, or reads the environment: both sides get the same. */
import { expect, it } from 'vitest';
import { checkRunFunction, expectJudged } from '../../../support/check-change-of-run-function.ts';

it.each([
  [
    'the date',
    'export const run = (days) => new Date(Date.now() + days * 86_400_000).toISOString();',
    'export const run = (days) => new Date(new Date().getTime() + days * 86_400_000).toISOString();',
    'export const run = (days) => new Date(Date.now() + days * 86_400_001).toISOString();',
  ],
  [
    'random integers and UUIDs',
    `import { randomInt, randomUUID } from 'node:crypto';
export const run = (count) => [randomInt(1_000), randomUUID().length, count];`,
    `import { randomInt } from 'node:crypto';
export const run = (count) => [randomInt(1_000), crypto.randomUUID().length, count];`,
    `import { randomInt } from 'node:crypto';
export const run = (count) => [randomInt(999) + 1, 36, count];`,
  ],
])('a check judges code that reads %s', async (_, before, right, wrong) => {
  await expectJudged(before, right, wrong);
});

it('a check replays calls at the date they were recorded at', async () => {
  // Only in the year of the recording does the base give what was recorded.
  const year = new Date().getFullYear();
  const text = (more: string) =>
    `export const run = (name) => (new Date().getFullYear() === ${year} ? name + '${more}' : 'late');`;
  const result = await checkRunFunction(text('!'), text('?'), "run('a'); run('b');");
  expect(result).toMatchObject({ state: 'differs', counterexample: { origin: 'captured' } });
});
