import { referredBy } from '../code/code-of.ts';
import type { Call, CallbackCall, Outcome } from '../session.ts';
import { reached } from '../sessions/keep-calls.ts';
import type { ObjectState, Value } from '../values/value.ts';
import type { Drawn } from './change-state.ts';

/** Number of the list that a callback answers with here. */
const LIST_ID = 800_000;
/** Number of the error that callbacks throw here; captured ones count from one. */
const ERROR_ID = 900_000;

/**
 * One callback of a call or several fail, or one answers what another answered, or calls back. null: there is none.
 * @param reads - Functions that answer the same for the same, and go on with that.
 */
export function changeCallbacks(
  call: Call,
  { pick, change }: Drawn,
  reads: readonly number[] = [],
): Call | null {
  const { callbacks } = call;
  const at = pick % Math.max(1, callbacks.length);
  const one = callbacks[at];
  if (one === undefined) return null;
  // What answers later and calls back does so in another order with every change that waits less.
  if (change % 7 === 6 && one.outcome.type === 'returned') {
    return { ...call, callbacks: callbacks.with(at, { ...one, reenters: true }) };
  }
  if (change % 5 === 4 && isHandedOn(call, one.of)) {
    return { ...call, callbacks: callbacks.with(at, answeringList(call, one)) };
  }
  if (change % 3 === 0) {
    const other = callbacks[change % callbacks.length];
    const changed = callbacks.map((each) =>
      each === one || isAgain(each, one, reads) ? answeringAs(each, other) : each,
    );
    return { ...call, callbacks: changed };
  }
  // This one, or all from here on, each with an error of its own.
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

/** Whether a read is asked the same as another one. */
function isAgain(one: CallbackCall, other: CallbackCall, reads: readonly number[]): boolean {
  if (one.of !== other.of || !reads.includes(one.of)) return false;
  return JSON.stringify(one.given) === JSON.stringify(other.given);
}

function answeringAs(one: CallbackCall, other: CallbackCall | undefined): CallbackCall {
  if (other === undefined || other.of !== one.of) return one;
  return { ...one, outcome: other.outcome, after: other.after };
}

/** Whether all that a function answered is in what the call gave: whatever it answers is handed on as it is. */
function isHandedOn({ callbacks, outcome, after }: Call, of: number): boolean {
  if (!('value' in outcome)) return false;
  const states = new Map(after.map((one) => [one.id, one]));
  const own = reached([outcome.value], states).flatMap(referredBy);
  const given = new Set([outcome.value, ...own].map((value) => JSON.stringify(value)));
  return callbacks
    .filter((one) => one.of === of)
    .every((one) => 'value' in one.outcome && given.has(JSON.stringify(one.outcome.value)));
}

/** A list of what it answered, where it answered one thing. */
function answeringList({ callbacks }: Call, one: CallbackCall): CallbackCall {
  const { outcome } = one;
  if (!('value' in outcome)) return one;
  const id = LIST_ID + callbacks.indexOf(one);
  const list: ObjectState = {
    id,
    shape: { kind: 'array', items: [outcome.value] },
    properties: [],
  };
  const value: Value = { is: 'object', id };
  return { ...one, outcome: { ...outcome, value }, after: [...one.after, list] };
}

/** Where it gave a promise this is rejected, else it throws. */
function failing(one: CallbackCall, at: number): CallbackCall {
  const id = ERROR_ID + at;
  const error: ObjectState = {
    id,
    shape: { kind: 'error', type: 'Error' },
    properties: [{ key: 'message', value: `failure ${at + 1}`, hidden: true }],
  };
  const isAsync = ['resolved', 'rejected', 'pending'].includes(one.outcome.type);
  const outcome: Outcome = { type: isAsync ? 'rejected' : 'threw', error: { is: 'object', id } };
  return { ...one, outcome, after: [...one.after, error] };
}
