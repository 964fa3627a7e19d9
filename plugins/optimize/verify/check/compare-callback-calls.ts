import type { CallbackLog, CallReplayLog } from '../replay/replay-log-of-module-version.ts';

/** Rule for comparing calls of functions passed as arguments. */
export type CallbackRule =
  /** In the same order. */
  | 'same-order'
  /**
   * Calls that return promises may overlap and be reordered; a call that was observed to only read
   * may be made once instead of repeatedly, and a little early.
   */
  | 'may-overlap';

export interface CallbackComparison {
  readonly rule: CallbackRule;
  /** Ids of functions that only read. */
  readonly reads: readonly number[];
}

/** Maximum number of calls in flight next to the one that ends a loop. */
const MOST_STARTED_EARLY = 15;

/** Returns the first difference in the callback calls of a call, as text; null: there is none. */
export function findCallbackDifference(
  { callbacks: before, type }: CallReplayLog,
  { callbacks: after }: CallReplayLog,
  { rule, reads }: CallbackComparison,
): { readonly before: string; readonly after: string } | null {
  // A caller that awaits a promise cannot see when a callback was called.
  const isSynchronous = type === 'returned' || type === 'threw';
  const keyOf = ({ functionId, given, isLate }: CallbackLog): string =>
    `${functionId} ${isLate && isSynchronous ? 'late ' : ''}${given.text}`;
  const [keys, keysAfter] = [before.map(keyOf), after.map(keyOf)];
  const longer = keys.length > keysAfter.length ? keys : keysAfter;
  const index = longer.findIndex((_, at) => keys[at] !== keysAfter[at]);
  if (index === -1) return null;
  if (rule === 'may-overlap' && [...before, ...after].every(({ isAsync }) => isAsync)) {
    const readKeys = (log: readonly CallbackLog[]): readonly string[] =>
      log.filter(({ functionId }) => reads.includes(functionId)).map(keyOf);
    const otherKeys = (log: readonly CallbackLog[]): readonly string[] =>
      log.filter(({ functionId }) => !reads.includes(functionId)).map(keyOf);
    const [others, othersAfter] = [otherKeys(before), otherKeys(after)];
    const areSameOthers = String(others.toSorted()) === String(othersAfter.toSorted());
    // These calls may have started before the first failure was known.
    const areMoreOthers = type === 'rejected' && isWithFewMore(others, othersAfter);
    const areReadsAllowed = isWithFewMore(readKeys(before), readKeys(after));
    if ((areSameOthers || areMoreOthers) && areReadsAllowed) return null;
  }
  return { before: formatCallbacks(before, index), after: formatCallbacks(after, index) };
}

/** True if every call made before is made after, however often, with few more started early. */
function isWithFewMore(before: readonly string[], after: readonly string[]): boolean {
  const keys = new Set(after);
  return before.every((key) => keys.has(key)) && after.length - before.length <= MOST_STARTED_EARLY;
}

/** Formats callback calls from the one before the first difference. */
function formatCallbacks(callbacks: readonly CallbackLog[], index: number): string {
  if (callbacks.length === 0) return 'no callback is called';
  const formatted = callbacks
    .slice(Math.max(0, index - 1), index + 3)
    .map(({ given, isLate }) => `callback(${given.displayText})${isLate ? ' later' : ''}`)
    .join(', ');
  const end = callbacks.length > index + 3 ? ', …' : '';
  return `${index > 1 ? '…, ' : ''}${formatted === '' ? '(no further calls)' : formatted}${end}`;
}
