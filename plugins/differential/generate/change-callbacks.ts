import type { Call, CallbackCall, Outcome } from '../session.ts';
import type { ObjectState } from '../values/value.ts';
import type { Drawn } from './change-state.ts';

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
