import type { ComparableValues } from '../replay/comparable-values.ts';
import type { SideOutcome } from './replay-module-version.ts';

/** Returns an outcome without the private fields of instances. */
export function withoutPrivateFields(outcome: SideOutcome): SideOutcome {
  if (outcome.type !== 'log') return outcome;
  const calls = outcome.log.calls.map((call) =>
    call === null
      ? null
      : {
          ...call,
          result: openValues(call.result),
          given: openValues(call.given),
          together: openValues(call.together),
          callbacks: call.callbacks.map((callback) => ({
            ...callback,
            given: openValues(callback.given),
          })),
        },
  );
  return { ...outcome, log: { ...outcome.log, calls, left: outcome.log.left.map(openValues) } };
}

function openValues(values: ComparableValues): ComparableValues {
  return { ...values, text: values.publicText ?? values.text };
}
