import type { Call, CallbackCall, Outcome } from '../sessions/recorded-call-session.ts';
import type { EncodedValue, ObjectState } from '../values/encoded-value.ts';
import { collectReachableStates, listReferences } from '../values/object-contents.ts';
import type { RandomDraws } from './mutate-values.ts';

/** First id of generated lists that callbacks return. */
const FIRST_LIST_ID = 800_000;
/** First number of the errors that callbacks throw here; captured errors count from one. */
const FIRST_ERROR_ID = 900_000;

/**
 * Changes callbacks of a call: one or several fail, one gives another's answer, or one calls the
 * function again. null if there are none.
 * @param reads - Functions that always give the same answer for the same arguments, even after the
 * change.
 */
export function mutateCallbacks(
  call: Call,
  { pick, change }: RandomDraws,
  reads: readonly number[] = [],
): Call | null {
  const { callbacks } = call;
  const at = pick % Math.max(1, callbacks.length);
  const callback = callbacks[at];
  if (callback === undefined) return null;
  // Only synchronous callbacks: if a callback answers later and calls back, every change that waits
  // less alters the order.
  if (change % 7 === 6 && callback.outcome.type === 'returned') {
    return { ...call, callbacks: callbacks.with(at, { ...callback, reenters: true }) };
  }
  if (change % 5 === 4 && isForwardedToResult(call, callback.of)) {
    return { ...call, callbacks: callbacks.with(at, withAnswerInList(call, callback)) };
  }
  if (change % 3 === 0) {
    const other = callbacks[change % callbacks.length];
    const changed = callbacks.map((each) =>
      each === callback || isRepeatedRead(each, callback, reads) ? withAnswerOf(each, other) : each,
    );
    return { ...call, callbacks: changed };
  }
  // Fails this callback, or all from here on, each with its own error.
  const last = change % 3 === 1 ? at : callbacks.length - 1;
  const isFailing = (index: number): boolean => index >= at && index <= last;
  const failed = callbacks.map((each, index) => {
    // A read fails whenever it fails for the same arguments.
    const sameRead = callbacks.findIndex(
      (other, otherIndex) => isFailing(otherIndex) && isRepeatedRead(each, other, reads),
    );
    if (sameRead !== -1) return withFailure(each, sameRead);
    return isFailing(index) ? withFailure(each, index) : each;
  });
  return { ...call, callbacks: failed };
}

function isRepeatedRead(
  callback: CallbackCall,
  other: CallbackCall,
  reads: readonly number[],
): boolean {
  if (callback.of !== other.of || !reads.includes(callback.of)) return false;
  return JSON.stringify(callback.given) === JSON.stringify(other.given);
}

function withAnswerOf(callback: CallbackCall, other: CallbackCall | undefined): CallbackCall {
  if (other === undefined || other.of !== callback.of) return callback;
  return { ...callback, outcome: other.outcome, after: other.after };
}

/** True if all answers of a function are in the call's result, so they are passed on unchanged. */
function isForwardedToResult({ callbacks, outcome, after }: Call, functionId: number): boolean {
  if (!('value' in outcome)) return false;
  const states = new Map(after.map((state) => [state.id, state]));
  const contents = collectReachableStates([outcome.value], states).flatMap(listReferences);
  const returned = new Set([outcome.value, ...contents].map((value) => JSON.stringify(value)));
  return callbacks
    .filter((callback) => callback.of === functionId)
    .every(
      (callback) =>
        'value' in callback.outcome && returned.has(JSON.stringify(callback.outcome.value)),
    );
}

function withAnswerInList({ callbacks }: Call, callback: CallbackCall): CallbackCall {
  const { outcome } = callback;
  if (!('value' in outcome)) return callback;
  const id = FIRST_LIST_ID + callbacks.indexOf(callback);
  const list: ObjectState = {
    id,
    shape: { kind: 'array', items: [outcome.value] },
    properties: [],
  };
  const value: EncodedValue = { is: 'object', id };
  return { ...callback, outcome: { ...outcome, value }, after: [...callback.after, list] };
}

/**
 * Makes a callback fail: its promise is rejected if it gave one, else it throws.
 * @param index - Of the failure, by which its error differs from others.
 */
function withFailure(callback: CallbackCall, index: number): CallbackCall {
  const id = FIRST_ERROR_ID + index;
  const error: ObjectState = {
    id,
    shape: { kind: 'error', type: 'Error' },
    properties: [{ key: 'message', value: `failure ${index + 1}`, hidden: true }],
  };
  const isAsync = ['resolved', 'rejected', 'pending'].includes(callback.outcome.type);
  const outcome: Outcome = { type: isAsync ? 'rejected' : 'threw', error: { is: 'object', id } };
  return { ...callback, outcome, after: [...callback.after, error] };
}
