import { inspect } from 'node:util';
import { unseen } from './placeholder.ts';
import type { Ended } from './settle.ts';
import type { CallbackLog, Inspected } from './side-log.ts';

/** As the tests of `code/test-file.ts` write it. */
const FULL = {
  depth: null,
  maxArrayLength: null,
  maxStringLength: null,
  breakLength: Number.POSITIVE_INFINITY,
};

/** A call as a test sees it. */
export function inspected(
  { type, value }: Ended,
  given: readonly unknown[],
  callbacks: readonly CallbackLog[],
): Inspected {
  const isFailure = type === 'threw' || type === 'rejected';
  return unseen(() => ({
    outcome: inspect(isFailure ? { error: String(value) } : { value }, FULL),
    given: inspect(given, FULL),
    same: inspect(
      given.map((argument) => argument === value),
      FULL,
    ),
    seen: inspect(
      callbacks.map((callback) => callback.inspected ?? ''),
      FULL,
    ),
  }));
}

/** Arguments of a callback as a test sees them. */
export function inspectedGiven(given: readonly unknown[]): string {
  return unseen(() => inspect(given, FULL));
}
