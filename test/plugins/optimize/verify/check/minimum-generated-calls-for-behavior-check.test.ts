/** Number of calls that a check makes, whatever else the machine does. */

import { expect, test } from 'vitest';
import {
  compareGeneratedSessions,
  MIN_COMPARED_CALLS,
} from '../../../../../plugins/optimize/verify/check/compare-versions-on-generated-call-sessions.ts';
import { buildSeedCorpus } from '../../../../../plugins/optimize/verify/generate/seed-corpus.ts';
import { captureModuleCalls } from '../../../../support/capture-module-calls.ts';
import {
  type ChangedModule,
  checkChangedModuleBehaviour,
} from '../../../../support/check-changed-module-behaviour.ts';

const BASE = `export function intersection(list, other) {
  return list.filter((one) => other.includes(one));
}
`;
/** Loses duplicates, which no captured call shows. */
const HEAD = `export function intersection(list, other) {
  return [...new Set(list)].filter((one) => other.includes(one));
}
`;
const SAME = `export function intersection(list, other) {
  return list.filter((one) => other.indexOf(one) !== -1 || other.includes(one));
}
`;
const use: ChangedModule['use'] = ({ call }) => {
  call(['intersection'], [1, 2, 3], [2, 3, 4]);
  call(['intersection'], [5], []);
};

test('makes the minimum number of calls when the time of a check is up at once', async () => {
  const limits = { budgetMs: 1, maxMade: 20_000 };
  expect(await checkChangedModuleBehaviour({ base: BASE, head: HEAD, use }, limits)).toMatchObject({
    state: 'differs',
    counterexample: { origin: 'made' },
  });
  const same = await checkChangedModuleBehaviour({ base: BASE, head: SAME, use }, limits);
  expect(same).toMatchObject({ state: 'same' });
  expect(same.state === 'same' ? same.made : 0).toBeGreaterThanOrEqual(MIN_COMPARED_CALLS);
});

test('leaves a check inconclusive that made too few calls before its longest time', async () => {
  const { session, call } = captureModuleCalls('lib.mjs', { double: (x: number) => 2 * x });
  call(['double'], 2);
  const timeBudget = { isSpent: () => true, isOver: () => true };
  const literals = { texts: [], patterns: [], codePoints: [] };
  const limits = { seed: 1, maxMade: 1_000, literals, timeBudget };
  // Sound: no more calls are run.
  const sides = { base: null, head: null, callbacks: 'same-order' } as never;
  const undecided = (reason: string) => ({ type: 'inconclusive', reason });
  expect(await compareGeneratedSessions(sides, buildSeedCorpus([session]), limits)).toEqual(
    undecided(`only 0 of ${MIN_COMPARED_CALLS} generated calls could be compared`),
  );
  expect(await compareGeneratedSessions(sides, buildSeedCorpus([]), limits)).toEqual(
    undecided('no call could be generated from the captured calls'),
  );
});
