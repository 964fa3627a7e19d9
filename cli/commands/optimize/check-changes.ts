import type { Host } from '../../../harness/host.ts';
import type { CheckChange } from '../../../plugins/strike/check-state.ts';

/** Beside what the tests take; milliseconds. */
const BUDGET_MS = 15_000;
/** For the times of calls, and as long again for what is kept in memory; milliseconds. */
const TIMES_MS = 2_500;
/** The same calls are made each time, so that a check can be repeated. */
const SEED = 1;

/** Runs the old and the new code side by side, on the calls that the tests make and on others. */
export async function checkChanges(host: Host): Promise<CheckChange> {
  const { checkChange } = await import('../../../plugins/differential/check-change.ts');
  return ({ testCommand, mayOverlap, ...change }) =>
    checkChange(host, {
      ...{ ...change, budgetMs: BUDGET_MS, timesMs: TIMES_MS, seed: SEED },
      testCommand: testCommand === '' ? null : testCommand,
      callbacks: mayOverlap ? 'may-overlap' : 'same-order',
    });
}
