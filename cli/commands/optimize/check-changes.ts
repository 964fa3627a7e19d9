import type { Host } from '../../../harness/host.ts';
import type { RecordCalls } from '../../../plugins/differential/check-change.ts';
import type { CheckChange } from '../../../plugins/strike/check-evidence.ts';

/** Beside what the tests take; milliseconds. */
const BUDGET_MS = 15_000;
/** The same calls are made each time, so that a check can be repeated. */
const SEED = 1;

/**
 * Runs the old and the new code side by side, on the calls that the tests make and on others. The tests
 * are recorded once for all changes of the same modules: what is before a change stays the same.
 */
export async function checkChanges(host: Host): Promise<CheckChange> {
  const [{ checkChange }, { recordSessions }] = await Promise.all([
    import('../../../plugins/differential/check-change.ts'),
    import('../../../plugins/differential/record/record-sessions.ts'),
  ]);
  const known = new Map<string, ReturnType<RecordCalls>>();
  const record: RecordCalls = (given, request) => {
    const key = JSON.stringify([request.root, request.files, request.commands]);
    const recording = known.get(key) ?? recordSessions(given, request);
    known.set(key, recording);
    return recording;
  };
  return ({ testCommand, mayOverlap, ...change }) =>
    checkChange(host, {
      ...{ ...change, record, budgetMs: BUDGET_MS, seed: SEED },
      testCommand: testCommand === '' ? null : testCommand,
      callbacks: mayOverlap ? 'may-overlap' : 'same-order',
    });
}
