import type { PatchCheckReport } from '../document/patch-check-document.ts';

/** Returns the outcome the worst known result dictates; unknown results never count as good. */
export function decidePatchOutcome({
  tests,
  check,
  gains,
}: Pick<PatchCheckReport, 'tests' | 'check' | 'gains'>): PatchCheckReport['outcome'] {
  if (tests.state === 'failed') return 'tests-fail';
  if (check?.state === 'differs') return 'differs';
  const of = (verdict: PatchCheckReport['gains'][number]['verdict']): boolean =>
    gains.some((gain) => gain.verdict === verdict);
  if (of('regressed') || check?.state === 'loses') return 'slower';
  if (tests.state !== 'passed' || check?.state !== 'same') return 'unjudged';
  if (of('improved')) return 'faster';
  return gains.length > 0 && gains.every(({ verdict }) => verdict === 'unchanged')
    ? 'no-gain'
    : 'unjudged';
}
