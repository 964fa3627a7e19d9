import type { Host } from '../../../harness/host.ts';
import type { CheckChange } from '../../../plugins/strike/check-state.ts';

/** Beside what the tests take; milliseconds. */
const BUDGET_MS = 15_000;
/** The same calls are made each time, so that a check can be repeated. */
const SEED = 1;

/** Runs the old and the new code side by side, on the calls that the tests make and on others. */
export async function checkChanges(host: Host): Promise<CheckChange> {
  const { checkChange } = await import('../../../plugins/differential/check-change.ts');
  return ({ testCommand, mayOverlap, asksLess, ...change }) =>
    checkChange(host, {
      ...{ ...change, budgetMs: BUDGET_MS, seed: SEED },
      testCommand: testCommand === '' ? null : testCommand,
      callbacks: asksLess ? 'ignored' : mayOverlap ? 'may-overlap' : 'same-order',
    });
}
