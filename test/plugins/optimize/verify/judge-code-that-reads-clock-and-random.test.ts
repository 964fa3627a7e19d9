/** Code that reads the clock, draws at random, or reads the environment: both sides get the same. */
import { expect, it } from 'vitest';
import { checkChangedProjectBehaviour } from '../../../support/check-changed-project-behaviour.ts';

const check = (before: string, after: string, use: string) =>
  checkChangedProjectBehaviour({
    files: { 'lib.mjs': before, 'use.mjs': `import { run } from './lib.mjs';\n${use}\n` },
    change: { 'lib.mjs': after },
    maxMade: 60,
  });

const CALLS = 'for (let at = 1; at < 9; at += 1) run(at);';

it.each([
  [
    'the date',
    'export const run = (days) => new Date(Date.now() + days * 86_400_000).toISOString();',
    'export const run = (days) => new Date(new Date().getTime() + days * 86_400_000).toISOString();',
    'export const run = (days) => new Date(Date.now() + days * 86_400_001).toISOString();',
  ],
  [
    'the date of Temporal',
    'export const run = (days) => new Date(Temporal.Now.instant().epochMilliseconds + days * 864e5).toISOString().slice(0, 10);',
    'export const run = (days) => new Date(Date.now() + days * 864e5).toISOString().slice(0, 10);',
    'export const run = (days) => new Date(Date.now() - days * 864e5).toISOString().slice(0, 10);',
  ],
  [
    'random numbers',
    'export const run = (sides) => Math.floor(Math.random() * sides) + 1;',
    'export const run = (sides) => 1 + Math.floor(sides * Math.random());',
    'export const run = (sides) => Math.floor(Math.random() * sides);',
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
  [
    'a timer of the process',
    'export const run = (ms) => { const from = performance.now(); while (performance.now() - from < ms % 5); return ms; };',
    'export const run = (ms) => { const from = Date.now(); while (Date.now() - from < ms % 5); return ms; };',
    'export const run = (ms) => { const from = Date.now(); while (Date.now() - from < ms % 5); return ms + 1; };',
  ],
  [
    'the environment and time zone',
    'export const run = (at) => [process.env.PATH, new Date(at).getTimezoneOffset()].join();',
    "export const run = (at) => process.env.PATH + ',' + new Date(at).getTimezoneOffset();",
    "export const run = (at) => process.env.HOME + ',' + new Date(at).getTimezoneOffset();",
  ],
])('a check judges code that reads %s', async (_, before, right, wrong) => {
  const same = await check(before, right, CALLS);
  expect(same, JSON.stringify(same)).toMatchObject({ state: 'same', functions: ['run'] });
  const different = await check(before, wrong, CALLS);
  expect(different, JSON.stringify(different)).toMatchObject({ state: 'differs' });
});

it('a check replays calls at the date they were recorded at', async () => {
  // Only in the year of the recording does the base give what was recorded.
  const year = new Date().getFullYear();
  const text = (more: string) =>
    `export const run = (name) => (new Date().getFullYear() === ${year} ? name + '${more}' : 'late');`;
  const result = await check(text('!'), text('?'), "run('a'); run('b');");
  expect(result).toMatchObject({ state: 'differs', counterexample: { origin: 'captured' } });
});
