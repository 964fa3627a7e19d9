/** More sources of the clock, of chance and of the environment, each by a right and a wrong change. */
import { it } from 'vitest';
import { expectJudged } from '../../../support/check-change-of-run-function.ts';

it.each([
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
  await expectJudged(before, right, wrong);
});
