import type { CheckResult } from '../../document/check-result.ts';

/** One result for a change of several modules: the first that is not the same says what it is. */
export function mergeResults(results: readonly CheckResult[]): CheckResult {
  const same: Extract<CheckResult, { state: 'same' }>[] = [];
  for (const one of results) {
    if (one.state !== 'same') return one;
    same.push(one);
  }
  const losses = same.flatMap((one) => one.losses ?? []);
  return {
    state: 'same',
    functions: [...new Set(same.flatMap(({ functions }) => functions))],
    captured: same.reduce((sum, { captured }) => sum + captured, 0),
    made: same.reduce((sum, { made }) => sum + made, 0),
    seconds: same.reduce((sum, { seconds }) => sum + seconds, 0),
    assumes: [...new Set(same.flatMap(({ assumes }) => assumes))],
    ...(losses.length > 0 && { losses }),
  };
}
