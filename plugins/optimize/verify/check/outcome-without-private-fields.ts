import type { ComparableValues } from '../replay/comparable-values.ts';
import type { CallbackLog, CallReplayLog } from '../replay/replay-worker-messages.ts';
import type { SessionReplayOutcome } from './replay-module-version.ts';

/** Returns an outcome without the private fields of instances. */
export function withoutPrivateFields(outcome: SessionReplayOutcome): SessionReplayOutcome {
  if (outcome.type !== 'log') return outcome;
  const calls = outcome.log.calls.map((call): CallReplayLog | null =>
    call === null
      ? null
      : {
          ...call,
          result: publicValues(call.result),
          receiverAndArguments: publicValues(call.receiverAndArguments),
          resultAndArguments: publicValues(call.resultAndArguments),
          callbacks: call.callbacks.map(
            (callback): CallbackLog => ({ ...callback, given: publicValues(callback.given) }),
          ),
        },
  );
  return {
    ...outcome,
    log: { ...outcome.log, calls, finalStates: outcome.log.finalStates.map(publicValues) },
  };
}

function publicValues(values: ComparableValues): ComparableValues {
  return { ...values, text: values.publicText ?? values.text };
}
