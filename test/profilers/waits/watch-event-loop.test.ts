import { expect, test } from 'vitest';
import { explain } from '../../../profilers/waits/watch-event-loop.ts';

const frame = (functionName: string, url: string, lineNumber: number) => ({
  ...{ functionName, url, lineNumber },
  ...{ scriptId: '1', columnNumber: 0 },
});
const APP = 'file:///project/app.js';
/** A request handler that calls a hash of Node.js, and another function. */
const NODES = [
  { id: 1, callFrame: frame('(root)', '', -1), children: [2, 5] },
  { id: 2, callFrame: frame('login', APP, 9), children: [3] },
  { id: 3, callFrame: frame('deriveKey', APP, 19), children: [4] },
  { id: 4, callFrame: frame('pbkdf2Sync', 'node:crypto', 1) },
  { id: 5, callFrame: frame('render', APP, 29) },
];

const LOGIN = Array.from({ length: 12 }, () => 4);
const RENDER = Array.from({ length: 12 }, () => 5);

function stalls(samples: readonly number[], startMs = 0, endMs = 100) {
  const timeDeltas = samples.map(() => 2_500);

  const profile = { nodes: NODES, samples: [...samples], timeDeltas, startTime: 0, endTime: 0 };
  return explain({ startMs, endMs }, profile).map(({ functions }) =>
    functions.map(({ name, line }) => `${name}:${line}`),
  );
}

test('names the innermost function of the project that ran for most of a stall, and its callers', () => {
  expect(stalls(LOGIN)).toEqual([['deriveKey:20', 'login:10']]);
});

test.each([
  ['no function of the project runs for most of it', [...LOGIN, ...RENDER]],
  ['too few samples show what ran', [4, 4, 4, 4]],
  ['only Node.js itself ran', Array.from({ length: 12 }, () => 1)],
])('explains no stall if %s', (_title, samples) => expect(stalls(samples)).toEqual([]));

test('counts only samples of the stall', () => {
  expect(stalls([...RENDER, ...LOGIN], 31, 100)).toEqual([['deriveKey:20', 'login:10']]);
});
