import { inspect } from 'node:util';
import { inspectUntracked } from './placeholder-for-unrecreatable-object.ts';
import type { CallbackLog, InspectedCall } from './replay-log-of-module-version.ts';
import type { CallEnd } from './wait-for-call-to-settle.ts';

/** As the tests of `code/test-file.ts` write it. */
const FULL = {
  depth: null,
  maxArrayLength: null,
  maxStringLength: null,
  breakLength: Number.POSITIVE_INFINITY,
};

/** Formats a call as a test observes it. */
export function inspectCall(
  { type, value }: CallEnd,
  given: readonly unknown[],
  callbacks: readonly CallbackLog[],
): InspectedCall {
  const isFailure = type === 'threw' || type === 'rejected';
  return inspectUntracked(() => ({
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

/** Formats the arguments of a callback as a test observes them. */
export function inspectArguments(given: readonly unknown[]): string {
  return inspectUntracked(() => inspect(given, FULL));
}
