import { listReferences } from '../code/render-captured-values-as-code.ts';
import type { Call, CallbackCall, Outcome } from '../recorded-call-session.ts';
import { collectReachableStates } from '../sessions/filter-calls-in-recorded-session.ts';
import type { EncodedValue, ObjectState } from '../values/encoded-value.ts';
import type { RandomDraws } from './mutate-object.ts';

/** First id of generated lists that callbacks return. */
const LIST_ID = 800_000;
/** First number of the errors that callbacks throw here; captured errors count from one. */
const ERROR_ID = 900_000;

/**
 * Changes callbacks of a call: one or several fail, one gives another's answer, or one calls back.
 * null if there are none.
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
  if (change % 5 === 4 && isHandedOn(call, callback.of)) {
    return { ...call, callbacks: callbacks.with(at, answeringList(call, callback)) };
  }
  if (change % 3 === 0) {
    const other = callbacks[change % callbacks.length];
    const changed = callbacks.map((each) =>
      each === callback || isAgain(each, callback, reads) ? answeringAs(each, other) : each,
    );
    return { ...call, callbacks: changed };
  }
  // Fails this callback, or all from here on, each with its own error.
  const last = change % 3 === 1 ? at : callbacks.length - 1;
  const failed = callbacks.map((each, index) => {
    const again = callbacks.findIndex(
      (other, from) => from >= at && from <= last && isAgain(each, other, reads),
    );
    if (again !== -1) return failing(each, again);
    return index >= at && index <= last ? failing(each, index) : each;
  });
  return { ...call, callbacks: failed };
}

/** True if a read has the same arguments as another read. */
function isAgain(
  callbackCall: CallbackCall,
  other: CallbackCall,
  reads: readonly number[],
): boolean {
  if (callbackCall.of !== other.of || !reads.includes(callbackCall.of)) return false;
  return JSON.stringify(callbackCall.given) === JSON.stringify(other.given);
}

function answeringAs(callbackCall: CallbackCall, other: CallbackCall | undefined): CallbackCall {
  if (other === undefined || other.of !== callbackCall.of) return callbackCall;
  return { ...callbackCall, outcome: other.outcome, after: other.after };
}

/** True if all answers of a function are in the call's result, so they are passed on unchanged. */
function isHandedOn({ callbacks, outcome, after }: Call, of: number): boolean {
  if (!('value' in outcome)) return false;
  const states = new Map(after.map((state) => [state.id, state]));
  const own = collectReachableStates([outcome.value], states).flatMap(listReferences);
  const given = new Set([outcome.value, ...own].map((value) => JSON.stringify(value)));
  return callbacks
    .filter((callback) => callback.of === of)
    .every(
      (callback) =>
        'value' in callback.outcome && given.has(JSON.stringify(callback.outcome.value)),
    );
}

/** Wraps the answer of a callback in a list, if it has a value. */
function answeringList({ callbacks }: Call, callbackCall: CallbackCall): CallbackCall {
  const { outcome } = callbackCall;
  if (!('value' in outcome)) return callbackCall;
  const id = LIST_ID + callbacks.indexOf(callbackCall);
  const list: ObjectState = {
    id,
    shape: { kind: 'array', items: [outcome.value] },
    properties: [],
  };
  const value: EncodedValue = { is: 'object', id };
  return { ...callbackCall, outcome: { ...outcome, value }, after: [...callbackCall.after, list] };
}

/** Makes a callback fail: its promise is rejected if it gave one, else it throws. */
function failing(callbackCall: CallbackCall, at: number): CallbackCall {
  const id = ERROR_ID + at;
  const error: ObjectState = {
    id,
    shape: { kind: 'error', type: 'Error' },
    properties: [{ key: 'message', value: `failure ${at + 1}`, hidden: true }],
  };
  const isAsync = ['resolved', 'rejected', 'pending'].includes(callbackCall.outcome.type);
  const outcome: Outcome = { type: isAsync ? 'rejected' : 'threw', error: { is: 'object', id } };
  return { ...callbackCall, outcome, after: [...callbackCall.after, error] };
}
