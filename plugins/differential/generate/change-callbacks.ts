import type { Call, CallbackCall, Outcome } from '../session.ts';
import type { ObjectState } from '../values/value.ts';
import type { Drawn } from './change-state.ts';

/** Number of the error that callbacks throw here; captured ones count from one. */
const ERROR_ID = 900_000;

/** One callback of a call fails, or answers what another answered. null: there is none. */
export function changeCallbacks(call: Call, { pick, change }: Drawn): Call | null {
  const { callbacks } = call;
  const at = pick % Math.max(1, callbacks.length);
  const one = callbacks[at];
  if (one === undefined) return null;
  const changed =
    change % 3 === 0 ? answeringAs(one, callbacks[change % callbacks.length]) : failing(one, at);
  return { ...call, callbacks: callbacks.with(at, changed) };
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
