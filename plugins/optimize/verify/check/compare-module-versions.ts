import type { DifferenceKind } from '../../document/behavior-check-result.ts';
import type { CallbackLog, SideCallLog } from '../replay/replay-log-of-module-version.ts';
import { withoutPrivateFields } from './outcome-without-private-fields.ts';
import type { SideOutcome } from './replay-module-version.ts';

/** First difference between two sides. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Index of the call in its session. */
  readonly call: number;
  readonly before: string;
  readonly after: string;
}

/** Rule for comparing calls of functions passed as arguments. */
export type CallbackRule =
  /** In the same order. */
  | 'same-order'
  /**
   * Calls that return promises may overlap and be reordered; a call that was observed to only read
   * may be made once instead of repeatedly, and a little early.
   */
  | 'may-overlap';

/** Maximum number of calls in flight next to the one that ends a loop. */
const MOST_AHEAD = 15;

/** Reason for an unfit session, in which the side before the change hangs. */
export const ENDLESS_BASELINE = 'the code before the change does not finish';

/** Reason for a session that says nothing, since nobody knows what the method would answer. */
const UNRECORDED_ANSWER =
  'the code after the change calls a method of an argument that was never recorded';

export type SideComparison =
  /** `calls`: number of calls of both sides that were compared. */
  | { readonly type: 'same'; readonly calls: number }
  | { readonly type: 'differs'; readonly difference: Difference }
  /** Inconclusive, since the side before the change cannot replay this session. */
  | { readonly type: 'unfit'; readonly reason: string };

interface HowCalledBack {
  readonly rule: CallbackRule;
  /** Functions that only read. */
  readonly reads: readonly number[];
}

/** Reason for a session that says nothing, since no caller is seen to notice the difference. */
const PRIVATE_FIELDS = 'only private fields of an instance differ';

/** Compares the outcomes of both sides in the same session. */
export function compareSides(
  base: SideOutcome,
  head: SideOutcome,
  rule: CallbackRule,
  reads: readonly number[] = [],
): SideComparison {
  const compared = compareOutcomes(base, head, rule, reads);
  if (compared.type !== 'differs') return compared;
  const open = compareOutcomes(withoutPrivateFields(base), withoutPrivateFields(head), rule, reads);
  return open.type === 'same' ? { type: 'unfit', reason: PRIVATE_FIELDS } : open;
}

function compareOutcomes(
  base: SideOutcome,
  head: SideOutcome,
  rule: CallbackRule,
  reads: readonly number[],
): SideComparison {
  const replaced = 'globals' in head ? head.globals : [];
  const replacedBefore = 'globals' in base ? base.globals : [];
  const more = replaced.filter((name) => !replacedBefore.includes(name));
  if (more.length > 0) {
    return differs(
      'mutation',
      0,
      'replaces no additional globals',
      `replaces ${more.slice(0, 5).join(', ')}`,
    );
  }
  if (base.type === 'trouble') return { type: 'unfit', reason: base.reason };
  if (base.type === 'hung') return { type: 'unfit', reason: ENDLESS_BASELINE };
  if (base.type === 'ended') return { type: 'unfit', reason: `${base.reason} before the change` };
  const { log } = base;
  if (head.type === 'trouble') {
    return differs('error', 0, 'the module can be loaded', head.reason);
  }
  if (head.type === 'hung') {
    const done = log.calls[head.call];
    if (done === undefined || done === null)
      return { type: 'unfit', reason: log.stopped ?? 'nothing to compare' };
    return differs('time', head.call, shownOutcome(done), 'it does not finish');
  }
  if (head.type === 'ended') {
    const done = log.calls[head.call];
    if (done === undefined || done === null)
      return { type: 'unfit', reason: log.stopped ?? 'nothing to compare' };
    return differs('error', head.call, shownOutcome(done), head.reason);
  }
  const count = Math.min(log.calls.length, head.log.calls.length);
  for (let index = 0; index < count; index += 1) {
    const [baseCall, other] = [log.calls[index], head.log.calls[index]];
    if (baseCall === undefined || other === undefined) break;
    if (baseCall === null && other === null) continue;
    if (baseCall === null || other === null) {
      return {
        type: 'unfit',
        reason: 'the replay did not reproduce a value that the module created',
      };
    }
    // On stack exhaustion the engine decides what happens.
    if (isOutOfStack(baseCall)) return { type: 'unfit', reason: 'the call stack overflowed' };
    if (other.unanswered.some((method) => !baseCall.unanswered.includes(method))) {
      return { type: 'unfit', reason: UNRECORDED_ANSWER };
    }
    const difference = differenceOf(baseCall, other, index, { rule, reads });
    if (difference !== null) return { type: 'differs', difference };
  }
  if (log.stopped === null && head.log.stopped !== null) {
    return { type: 'unfit', reason: head.log.stopped };
  }
  const at = log.left.findIndex((value, index) => !isLeftAlike(value, head.log.left[index]));
  if (count === log.calls.length && head.log.calls.length === count && at !== -1) {
    const [before, after] = [log.left[at]?.shown ?? '', head.log.left[at]?.shown ?? ''];
    return differs('mutation', count - 1, before, after);
  }
  return { type: 'same', calls: log.calls.slice(0, count).filter((call) => call !== null).length };
}

function differs(
  kind: DifferenceKind,
  call: number,
  before: string,
  after: string,
): Extract<SideComparison, { type: 'differs' }> {
  return { type: 'differs', difference: { kind, call, before, after } };
}

function differenceOf(
  callLog: SideCallLog,
  other: SideCallLog,
  call: number,
  how: HowCalledBack,
): Difference | null {
  const [before, after] = [shownOutcome(callLog), shownOutcome(other)];
  const isFailure = callLog.type === 'threw' || callLog.type === 'rejected';
  if (callLog.type !== other.type) {
    const isTime = other.type === 'pending' || callLog.type === 'pending';
    const failsNow = isFailure || other.type === 'threw' || other.type === 'rejected';
    return { kind: isTime ? 'time' : failsNow ? 'error' : 'result', call, before, after };
  }
  if (callLog.result.text !== other.result.text && !(isFailure && isSameOfEngine(callLog, other))) {
    return { kind: isFailure ? 'error' : 'result', call, before, after };
  }
  const callbacks = differenceOfCallbacks(callLog, other, how);
  if (callbacks !== null) return { kind: 'callbacks', call, ...callbacks };
  if (callLog.rejections.length !== other.rejections.length) {
    return { kind: 'rejection', call, ...shownRejections(callLog, other) };
  }
  if (callLog.given.text !== other.given.text) {
    // Changes that a failure leaves unfinished are compared only if the failure is the same.
    if (isFailure && callLog.result.text !== other.result.text) return null;
    return { kind: 'mutation', call, before: callLog.given.shown, after: other.given.shown };
  }
  if (callLog.together.text !== other.together.text && !isFailure) {
    return { kind: 'result', call, before: `${before} (${OWN})`, after: `${after} (${SHARED})` };
  }
  return null;
}

/** Notes on results of the same form that share different objects. */
const OWN = 'sharing objects with the arguments';
const SHARED = 'sharing other objects';

function shownRejections(callLog: SideCallLog, other: SideCallLog) {
  const shown = ({ rejections }: SideCallLog): string =>
    rejections.length === 0
      ? 'no unhandled rejection'
      : `unhandled: ${rejections.map((error) => error.shown).join(', ')}`;
  return { before: shown(callLog), after: shown(other) };
}

function differenceOfCallbacks(
  { callbacks: before, type }: SideCallLog,
  { callbacks: after }: SideCallLog,
  { rule, reads }: HowCalledBack,
): { readonly before: string; readonly after: string } | null {
  // A caller that awaits a promise cannot see when a callback was called.
  const isAtOnce = type === 'returned' || type === 'threw';
  const keyOf = ({ of, given, isLate }: CallbackLog): string =>
    `${of} ${isLate && isAtOnce ? 'late ' : ''}${given.text}`;
  const [beforeKeys, other] = [before.map(keyOf), after.map(keyOf)];
  const at = [...beforeKeys, ...other].findIndex((_, index) => beforeKeys[index] !== other[index]);
  if (at === -1 || (at >= beforeKeys.length && at >= other.length)) return null;
  if (rule === 'may-overlap' && [...before, ...after].every((each) => each.isAsync)) {
    const isRead = ({ of }: CallbackLog): boolean => reads.includes(of);
    const [asked, askedAfter] = [before.filter(isRead), after.filter(isRead)];
    const rest = before.filter((each) => !isRead(each)).map(keyOf);
    const restAfter = after.filter((each) => !isRead(each)).map(keyOf);
    const isSameRest = String(rest.toSorted()) === String(restAfter.toSorted());
    // These calls may have started before the first failure was known.
    const isMore = type === 'rejected' && isAhead(rest, restAfter);
    if ((isSameRest || isMore) && isAhead(asked.map(keyOf), askedAfter.map(keyOf))) return null;
  }
  return { before: shownCallbacks(before, at), after: shownCallbacks(after, at) };
}

/** True if every call made before is made after, however often, with few more started early. */
function isAhead(before: readonly string[], after: readonly string[]): boolean {
  const asked = new Set(after);
  return before.every((key) => asked.has(key)) && after.length - before.length <= MOST_AHEAD;
}

/** Formats callbacks from the one before the first difference. */
function shownCallbacks(callbacks: readonly CallbackLog[], at: number): string {
  if (callbacks.length === 0) return 'no callback is called';
  const some = callbacks.slice(Math.max(0, at - 1), at + 3);
  const shown = some
    .map(({ given, isLate }) => `callback(${given.shown})${isLate ? ' later' : ''}`)
    .join(', ');
  return `${at > 1 ? '…, ' : ''}${shown === '' ? '(no further calls)' : shown}${callbacks.length > at + 3 ? ', …' : ''}`;
}

function shownOutcome({ type, result: { shown } }: SideCallLog): string {
  switch (type) {
    case 'returned':
      return shown;
    case 'resolved':
      return `resolves to ${shown}`;
    case 'threw':
      return `throws ${shown}`;
    case 'rejected':
      return `rejects with ${shown}`;
    case 'pending':
      return 'a promise that never settles';
  }
}

/** Error messages of the engine, which quote code that a change may write differently. */
const OF_ENGINE =
  /is not (?:a function|iterable|defined|a constructor|extensible)|^Cannot (?:read|set|convert|assign|add|delete|redefine|destructure|access|create|mix)|^Reduce of empty|^Invalid (?:array|string|count)|^object null is not/u;

/** True if both are errors thrown by the engine, of the same kind. */
function isSameOfEngine(callLog: SideCallLog, other: SideCallLog): boolean {
  return areSameOfEngine(callLog.result.shown, other.result.shown);
}

/** True if values left behind are alike; a thrown error among them may differ in wording. */
function isLeftAlike(leftValue: LeftValue, other: LeftValue | undefined): boolean {
  return (
    other !== undefined &&
    (leftValue.text === other.text || areSameOfEngine(leftValue.shown, other.shown))
  );
}

type LeftValue = SideCallLog['result'];

function areSameOfEngine(errorText: string, other: string): boolean {
  const [before, after] = [engineError(errorText), engineError(other)];
  return (before !== null && before === after) || areSameOfSystem(errorText, other);
}

/** Error of the operating system: its code, and the path where Node.js names it. */
const OF_SYSTEM = /^Object\.defineProperties\(new Error\("(E[A-Z\d]+): [^"']*(?:'([^"]*)')?"\), /u;

/** True if the system reports the same, by whatever function of Node.js it was called. */
function areSameOfSystem(errorText: string, other: string): boolean {
  const [before, after] = [OF_SYSTEM.exec(errorText), OF_SYSTEM.exec(other)];
  if (before === null || after === null || before[1] !== after[1]) return false;
  return before[2] === undefined || after[2] === undefined || before[2] === after[2];
}

function engineError(shown: string): string | null {
  const [, type, message] = /^new (\w+Error)\("(.*)"\)$/u.exec(shown) ?? [];
  return type !== undefined && OF_ENGINE.test(message ?? '') ? type : null;
}

function isOutOfStack({ type, result: { shown } }: SideCallLog): boolean {
  return type === 'threw' && shown.includes('RangeError("Maximum call stack size exceeded")');
}
