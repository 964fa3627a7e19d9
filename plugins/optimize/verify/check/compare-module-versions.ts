import type { DifferenceKind } from '../../document/behavior-check-result.ts';
import type { ComparableValues } from '../replay/comparable-values.ts';
import type {
  CallbackLog,
  CallReplayLog,
  SessionReplayLog,
} from '../replay/replay-worker-messages.ts';
import { withoutPrivateFields } from './outcome-without-private-fields.ts';
import type { SessionReplayOutcome } from './replay-module-version.ts';

/** First difference between the replays of a session on both versions. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Index of the call in its session. */
  readonly call: number;
  readonly before: string;
  readonly after: string;
}

/** Reason for an inconclusive session, in which the version before the change hangs. */
export const ENDLESS_BASELINE = 'the code before the change does not finish';

/** Reason for an inconclusive session: nobody knows what the method would answer. */
const UNRECORDED_ANSWER_REASON =
  'the code after the change calls a method of an argument that was never recorded';

export type SessionComparison =
  /** `calls`: number of calls that were compared. */
  | { readonly type: 'same'; readonly calls: number }
  | { readonly type: 'differs'; readonly difference: Difference }
  /** Such as where the version before the change cannot replay this session. */
  | { readonly type: 'inconclusive'; readonly reason: string };

/** Reason for an inconclusive session: no caller is seen to notice the difference. */
const PRIVATE_FIELDS_REASON = 'only private fields of an instance differ';

/** Compares the replays of a session on both versions. */
export function compareReplays(
  base: SessionReplayOutcome,
  head: SessionReplayOutcome,
  rule: CallbackRule,
  reads: readonly number[] = [],
): SessionComparison {
  const compared = compareOutcomes(base, head, rule, reads);
  if (compared.type !== 'differs') return compared;
  const publicBase = withoutPrivateFields(base);
  const open = compareOutcomes(publicBase, withoutPrivateFields(head), rule, reads);
  return open.type === 'same' ? inconclusive(PRIVATE_FIELDS_REASON) : open;
}

function compareOutcomes(
  base: SessionReplayOutcome,
  head: SessionReplayOutcome,
  rule: CallbackRule,
  reads: readonly number[],
): SessionComparison {
  const globalsBefore = 'globals' in base ? base.globals : [];
  const globalsAfter = 'globals' in head ? head.globals : [];
  const added = globalsAfter.filter((name) => !globalsBefore.includes(name));
  if (added.length > 0) {
    const after = `replaces ${added.slice(0, 5).join(', ')}`;
    return differs('mutation', 0, 'replaces no additional globals', after);
  }
  if (base.type === 'failed') return inconclusive(base.reason);
  if (base.type === 'hung') return inconclusive(ENDLESS_BASELINE);
  if (base.type === 'ended') return inconclusive(`${base.reason} before the change`);
  if (head.type === 'failed') return differs('error', 0, 'the module can be loaded', head.reason);
  if (head.type === 'log') return compareLogs(base.log, head.log, { rule, reads });
  const before = base.log.calls[head.call];
  if (before === undefined || before === null) {
    return inconclusive(base.log.stopReason ?? 'nothing to compare');
  }
  return head.type === 'hung'
    ? differs('time', head.call, formatOutcome(before), 'it does not finish')
    : differs('error', head.call, formatOutcome(before), head.reason);
}

function compareLogs(
  base: SessionReplayLog,
  head: SessionReplayLog,
  callbackRule: CallbackComparison,
): SessionComparison {
  const count = Math.min(base.calls.length, head.calls.length);
  for (let index = 0; index < count; index += 1) {
    const [before, after] = [base.calls[index], head.calls[index]];
    if (before === undefined || after === undefined) break;
    if (before === null && after === null) continue;
    if (before === null || after === null) {
      return inconclusive('the replay did not reproduce a value that the module created');
    }
    // On stack exhaustion the engine decides what happens.
    if (isStackOverflow(before)) return inconclusive('the call stack overflowed');
    if (after.unanswered.some((method) => !before.unanswered.includes(method))) {
      return inconclusive(UNRECORDED_ANSWER_REASON);
    }
    const difference = findCallDifference(before, after, index, callbackRule);
    if (difference !== null) return { type: 'differs', difference };
  }
  if (base.stopReason === null && head.stopReason !== null) return inconclusive(head.stopReason);
  const at = base.finalStates.findIndex(
    (state, index) => !isSameFinalState(state, head.finalStates[index]),
  );
  if (count === base.calls.length && head.calls.length === count && at !== -1) {
    const before = base.finalStates[at]?.displayText ?? '';
    return differs('mutation', count - 1, before, head.finalStates[at]?.displayText ?? '');
  }
  return { type: 'same', calls: base.calls.slice(0, count).filter((call) => call !== null).length };
}

/** True if final states are the same; a thrown error among them may differ in wording. */
function isSameFinalState(before: ComparableValues, after: ComparableValues | undefined): boolean {
  if (after === undefined) return false;
  return before.text === after.text || isSameKindOfError(before.displayText, after.displayText);
}

function inconclusive(reason: string): SessionComparison {
  return { type: 'inconclusive', reason };
}

function differs(
  kind: DifferenceKind,
  call: number,
  before: string,
  after: string,
): Extract<SessionComparison, { type: 'differs' }> {
  return { type: 'differs', difference: { kind, call, before, after } };
}

function findCallDifference(
  before: CallReplayLog,
  after: CallReplayLog,
  call: number,
  callbackRule: CallbackComparison,
): Difference | null {
  const outcomes = { before: formatOutcome(before), after: formatOutcome(after) };
  const isFailure = isFailed(before);
  if (before.type !== after.type) {
    const isTime = after.type === 'pending' || before.type === 'pending';
    const kind = isTime ? 'time' : isFailure || isFailed(after) ? 'error' : 'result';
    return { kind, call, ...outcomes };
  }
  const isSameResult = before.result.text === after.result.text;
  if (
    !isSameResult &&
    !(isFailure && isSameKindOfError(before.result.displayText, after.result.displayText))
  ) {
    return { kind: isFailure ? 'error' : 'result', call, ...outcomes };
  }
  const callbacks = findCallbackDifference(before, after, callbackRule);
  if (callbacks !== null) return { kind: 'callbacks', call, ...callbacks };
  if (before.rejections.length !== after.rejections.length) {
    const rejections = { before: formatRejections(before), after: formatRejections(after) };
    return { kind: 'rejection', call, ...rejections };
  }
  const [args, argsAfter] = [before.receiverAndArguments, after.receiverAndArguments];
  if (args.text !== argsAfter.text) {
    // Changes that a failure leaves unfinished are compared only if the failure is the same.
    if (isFailure && !isSameResult) return null;
    return { kind: 'mutation', call, before: args.displayText, after: argsAfter.displayText };
  }
  if (before.resultAndArguments.text !== after.resultAndArguments.text && !isFailure) {
    const sharing = {
      before: `${outcomes.before} (sharing objects with the arguments)`,
      after: `${outcomes.after} (sharing other objects)`,
    };
    return { kind: 'result', call, ...sharing };
  }
  return null;
}

function isFailed({ type }: CallReplayLog): boolean {
  return type === 'threw' || type === 'rejected';
}

function formatRejections({ rejections }: CallReplayLog): string {
  if (rejections.length === 0) return 'no unhandled rejection';
  return `unhandled: ${rejections.map((error) => error.displayText).join(', ')}`;
}

function formatOutcome({ type, result: { displayText } }: CallReplayLog): string {
  switch (type) {
    case 'returned':
      return displayText;
    case 'resolved':
      return `resolves to ${displayText}`;
    case 'threw':
      return `throws ${displayText}`;
    case 'rejected':
      return `rejects with ${displayText}`;
    case 'pending':
      return 'a promise that never settles';
  }
}

function isStackOverflow({ type, result: { displayText } }: CallReplayLog): boolean {
  return type === 'threw' && displayText.includes('RangeError("Maximum call stack size exceeded")');
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

interface CallbackComparison {
  readonly rule: CallbackRule;
  /** Ids of functions that only read. */
  readonly reads: readonly number[];
}

/** Maximum number of calls in flight next to the one that ends a loop. */
const MOST_STARTED_EARLY = 15;

/** Returns the first difference in the callback calls of a call, as text; null: there is none. */
function findCallbackDifference(
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

/** Messages of the engine, which quote code that a change may write differently. */
const ENGINE_MESSAGE =
  /is not (?:a function|iterable|defined|a constructor|extensible)|^Cannot (?:read|set|convert|assign|add|delete|redefine|destructure|access|create|mix)|^Reduce of empty|^Invalid (?:array|string|count)|^object null is not/u;
/** Error of the operating system: its code, and the path where Node.js names it. */
const SYSTEM_ERROR =
  /^Object\.defineProperties\(new Error\("(E[A-Z\d]+): [^"']*(?:'([^"]*)')?"\), /u;

/**
 * True if two errors, as display text, are of the same kind and worded by the engine or the
 * operating system, so that their messages may differ.
 */
function isSameKindOfError(before: string, after: string): boolean {
  const type = readEngineErrorType(before);
  return (type !== null && type === readEngineErrorType(after)) || isSameSystemError(before, after);
}

function readEngineErrorType(displayText: string): string | null {
  const [, type, message] = /^new (\w+Error)\("(.*)"\)$/u.exec(displayText) ?? [];
  return type !== undefined && ENGINE_MESSAGE.test(message ?? '') ? type : null;
}

/** True if the system reports the same, by whatever function of Node.js it was called. */
function isSameSystemError(before: string, after: string): boolean {
  const [, code, path] = SYSTEM_ERROR.exec(before) ?? [];
  const [, codeAfter, pathAfter] = SYSTEM_ERROR.exec(after) ?? [];
  if (code === undefined || code !== codeAfter) return false;
  return path === undefined || pathAfter === undefined || path === pathAfter;
}
