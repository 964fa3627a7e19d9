/** Verdicts on a part of a change. */
import { expect, it } from 'vitest';
import type {
  CallTimes,
  CheckResult,
} from '../../../../../plugins/optimize/document/behavior-check-result.ts';
import type { ProofGain } from '../../../../../plugins/optimize/document/proof-document.ts';
import {
  judgePartByCalls,
  judgePartByScenarios,
} from '../../../../../plugins/optimize/prove/parts/measure-parts.ts';

const gain = (verdict: ProofGain['verdict']): ProofGain => ({
  scenario: 'parse',
  benchmark: null,
  metric: 'wall_time',
  verdict,
  ratio: 1,
  low: 0.99,
  high: 1.01,
  better: 'lower',
  reason: null,
});
const times = (name: string, ratio: number): CallTimes => ({
  kind: 'time',
  function: name,
  size: { of: 'lists', up_to: 4 },
  calls: 9,
  share: 0.5,
  ratio,
  low: ratio - 0.02,
  high: ratio + 0.02,
});
const same = (found: Partial<CheckResult>): CheckResult =>
  ({
    state: 'same',
    functions: [],
    captured: 9,
    made: 0,
    seconds: 1,
    assumes: [],
    ...found,
  }) as CheckResult;

it.each<readonly [string, readonly ProofGain['verdict'][]]>([
  ['gains', ['improved', 'regressed']],
  ['no-gain', ['unchanged', 'same inputs']],
  ['no-gain', ['regressed']],
  ['inconclusive', ['unchanged', 'inconclusive']],
  ['inconclusive', []],
])('judgePartByScenarios reports %s when scenarios are %j', (state, verdicts) => {
  expect(judgePartByScenarios(verdicts.map(gain)).state).toBe(state);
});

it('judgePartByCalls reports no gain only when all faster calls are as fast without the part', () => {
  const faster = [times('sum', 0.5), times('find', 0.6)];
  const judge = (check: CheckResult) => judgePartByCalls(check, faster).state;
  expect(judge(same({ faster: [times('sum', 0.7)] }))).toBe('gains');
  expect(judge(same({ unchanged: [times('sum', 1), times('find', 1), times('more', 1)] }))).toBe(
    'no-gain',
  );
  expect(judge(same({ unchanged: [times('sum', 1)] }))).toBe('inconclusive');
  const slower = (...names: readonly string[]): CheckResult => ({
    state: 'loses',
    functions: [],
    losses: names.map((name) => times(name, 1.4)),
  });
  expect(judge(slower('sum', 'find'))).toBe('no-gain');
  expect(judge(slower('sum'))).toBe('inconclusive');
  expect(judge({ state: 'unknown', reason: 'nothing was recorded' })).toBe('inconclusive');
});
