import type { Host } from '../../../harness/host.ts';
import { shellWords } from '../../../harness/model/shell-quote.ts';
import type { CheckChange } from '../../../plugins/strike/check-state.ts';
import { ownProgram } from '../../own-program.ts';

/** Beside what the tests take; milliseconds. */
const BUDGET_MS = 15_000;
/** For the times of calls, and half of it for what is kept in memory; milliseconds. */
const TIMES_MS = 5_000;
/** The same calls are made each time, so that a check can be repeated. */
const SEED = 1;

/**
 * Runs the old and the new code side by side, on the calls that the tests and a scenario make, and on others.
 * @param measuring - Measures what the changes are about, as a map has it; null: nothing of the kind is known.
 */
export async function checkChanges(host: Host, measuring: string | null): Promise<CheckChange> {
  const { checkChange } = await import('../../../plugins/differential/check-change.ts');
  const scenarioCommand = measuring === null ? undefined : briefly(host, measuring);
  return ({ testCommand, mayOverlap, ...change }) =>
    checkChange(host, {
      ...{ ...change, budgetMs: BUDGET_MS, timesMs: TIMES_MS, seed: SEED },
      testCommand: testCommand === '' ? null : testCommand,
      ...(scenarioCommand !== undefined && { scenarioCommand }),
      callbacks: mayOverlap ? 'may-overlap' : 'same-order',
    });
}

/** A command of this program that measures, by a few short trials; undefined: it is of another. */
function briefly(host: Host, measuring: string): string | undefined {
  const [, words] = /^perf-harness run (.+)$/su.exec(measuring) ?? [];
  if (words === undefined) return undefined;
  const { file, args } = ownProgram(host);
  return `${shellWords([file, ...args])} run --quick ${words}`;
}
