import { inspect } from 'node:util';
import { inspectUntracked } from './placeholder-for-unrecreatable-object.ts';
import type { CallbackLog, InspectedCall } from './replay-log-of-module-version.ts';
import type { CallEnd } from './wait-for-call-to-settle.ts';

/** Options of `inspect` in the tests that `code/render-difference-test.ts` renders, too. */
const FULL = {
  depth: null,
  maxArrayLength: null,
  maxStringLength: null,
  breakLength: Number.POSITIVE_INFINITY,
};

/** Formats a call as a test observes it. */
export function inspectCall(
  { type, value }: CallEnd,
  args: readonly unknown[],
  callbacks: readonly CallbackLog[],
): InspectedCall {
  const isFailure = type === 'threw' || type === 'rejected';
  return inspectUntracked(() => ({
    outcome: inspect(isFailure ? { error: String(value) } : { value }, FULL),
    argumentsAfter: inspect(args, FULL),
    identicalArguments: inspect(
      args.map((argument) => argument === value),
      FULL,
    ),
    callbackArguments: inspect(
      callbacks.map((callback) => callback.inspected ?? ''),
      FULL,
    ),
  }));
}

/** Formats the arguments of a callback as a test observes them. */
export function inspectArguments(args: readonly unknown[]): string {
  return inspectUntracked(() => inspect(args, FULL));
}
