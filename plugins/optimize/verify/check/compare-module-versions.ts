import type { DifferenceKind } from '../../document/behavior-check-result.ts';
import type { ComparableValues } from '../replay/comparable-values.ts';
import type {
  CallbackLog,
  CallReplayLog,
  SessionReplayLog,
} from '../replay/replay-worker-messages.ts';
import type { SessionReplayOutcome } from './replay-module-version.ts';

export interface Difference {
  readonly kind: DifferenceKind;
  /** Index of the call in its session. */
  readonly call: number;
  readonly before: string;
  readonly after: string;
}

export type SessionComparison =
  /** `calls`: number of calls that were compared. */
  | { readonly type: 'same'; readonly calls: number }
  | { readonly type: 'differs'; readonly difference: Difference }
  /** Such as where the version before the change cannot replay this session. */
  | { readonly type: 'inconclusive'; readonly reason: string };

/** Rule for comparing calls of functions passed as arguments. */
export type CallbackRule =
  /** In the same order. */
  | 'same-order'
  /**
   * Calls that return promises may overlap and be reordered; a call that was observed to only read
   * may be made once instead of repeatedly, and a little early.
   */
  | 'may-overlap';

interface ComparisonRules {
  readonly callbacks: CallbackRule;
  /** Ids of functions that only read. */
  readonly reads: readonly number[];
  readonly textOf: (values: ComparableValues) => string;
}

/** Reason for an inconclusive session, in which the version before the change hangs. */
export const ENDLESS_BASELINE = 'the code before the change does not finish';

export function compareReplays(
  base: SessionReplayOutcome,
  head: SessionReplayOutcome,
  callbacks: CallbackRule,
  reads: readonly number[] = [],
): SessionComparison {
  const compared = compareOutcomes(base, head, { callbacks, reads, textOf: ({ text }) => text });
  if (compared.type !== 'differs') return compared;
  const textOf = ({ text, publicText = text }: ComparableValues): string => publicText;
  const open = compareOutcomes(base, head, { callbacks, reads, textOf });
  // No caller is seen to notice the difference.
  return open.type === 'same' ? inconclusive('only private fields of an instance differ') : open;
}

function compareOutcomes(
  base: SessionReplayOutcome,
  head: SessionReplayOutcome,
  rules: ComparisonRules,
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
  if (head.type === 'log') return compareLogs(base.log, head.log, rules);
  const before = base.log.calls[head.call] ?? null;
  if (before === null) return inconclusive(base.log.stopReason ?? 'nothing to compare');
  return head.type === 'hung'
    ? differs('time', head.call, formatOutcome(before), 'it does not finish')
    : differs('error', head.call, formatOutcome(before), head.reason);
}

function compareLogs(
  base: SessionReplayLog,
  head: SessionReplayLog,
  rules: ComparisonRules,
): SessionComparison {
  const count = Math.min(base.calls.length, head.calls.length);
  for (let index = 0; index < count; index += 1) {
    const [before, after] = [base.calls[index] ?? null, head.calls[index] ?? null];
    if (before === null && after === null) continue;
    if (before === null || after === null) {
      return inconclusive('the replay did not reproduce a value that the module created');
    }
    // On stack exhaustion the engine decides what happens.
    if (isStackOverflow(before)) return inconclusive('the call stack overflowed');
    // Nobody knows what the method would answer.
    if (after.unanswered.some((method) => !before.unanswered.includes(method))) {
      return inconclusive(
        'the code after the change calls a method of an argument that was never recorded',
      );
    }
    const difference = findCallDifference(before, after, rules);
    if (difference !== null)
      return differs(difference.kind, index, difference.before, difference.after);
  }
  if (base.stopReason === null && head.stopReason !== null) return inconclusive(head.stopReason);
  const at = base.finalStates.findIndex(
    (state, index) => !isSameFinalState(state, head.finalStates[index], rules),
  );
  if (base.calls.length === head.calls.length && at !== -1) {
    const before = base.finalStates[at]?.displayText ?? '';
    return differs('mutation', count - 1, before, head.finalStates[at]?.displayText ?? '');
  }
  return { type: 'same', calls: base.calls.slice(0, count).filter((call) => call !== null).length };
}

/** True if final states are the same; a thrown error among them may differ in wording. */
function isSameFinalState(
  before: ComparableValues,
  after: ComparableValues | undefined,
  { textOf }: ComparisonRules,
): boolean {
  if (after === undefined) return false;
  return (
    textOf(before) === textOf(after) || isSameKindOfError(before.displayText, after.displayText)
  );
}

function inconclusive(reason: string): SessionComparison {
  return { type: 'inconclusive', reason };
}

function differs(
  kind: DifferenceKind,
  call: number,
  before: string,
  after: string,
): SessionComparison {
  return { type: 'differs', difference: { kind, call, before, after } };
}

function findCallDifference(
  before: CallReplayLog,
  after: CallReplayLog,
  rules: ComparisonRules,
): Omit<Difference, 'call'> | null {
  const isSame = (key: 'result' | 'receiverAndArguments' | 'resultAndArguments'): boolean =>
    rules.textOf(before[key]) === rules.textOf(after[key]);
  const outcomes = { before: formatOutcome(before), after: formatOutcome(after) };
  const isFailure = isFailed(before);
  if (before.type !== after.type) {
    const isTime = after.type === 'pending' || before.type === 'pending';
    return {
      kind: isTime ? 'time' : isFailure || isFailed(after) ? 'error' : 'result',
      ...outcomes,
    };
  }
  const isSameResult = isSame('result');
  if (
    !isSameResult &&
    !(isFailure && isSameKindOfError(before.result.displayText, after.result.displayText))
  ) {
    return { kind: isFailure ? 'error' : 'result', ...outcomes };
  }
  const callbacks = findCallbackDifference(before, after, rules);
  if (callbacks !== null) return { kind: 'callbacks', ...callbacks };
  if (before.rejections.length !== after.rejections.length) {
    return { kind: 'rejection', before: formatRejections(before), after: formatRejections(after) };
  }
  if (!isSame('receiverAndArguments')) {
    // Changes that a failure leaves unfinished are compared only if the failure is the same.
    if (isFailure && !isSameResult) return null;
    const [args, argsAfter] = [before.receiverAndArguments, after.receiverAndArguments];
    return { kind: 'mutation', before: args.displayText, after: argsAfter.displayText };
  }
  if (isFailure || isSame('resultAndArguments')) return null;
  return {
    kind: 'result',
    before: `${outcomes.before} (sharing objects with the arguments)`,
    after: `${outcomes.after} (sharing other objects)`,
  };
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

/** Maximum number of calls in flight next to the one that ends a loop. */
const MOST_STARTED_EARLY = 15;

/** Returns the first difference in the callback calls of a call, as text; null: there is none. */
function findCallbackDifference(
  { callbacks: before, type }: CallReplayLog,
  { callbacks: after }: CallReplayLog,
  { callbacks: rule, reads, textOf }: ComparisonRules,
): { readonly before: string; readonly after: string } | null {
  // A caller that awaits a promise cannot see when a callback was called.
  const isSynchronous = type === 'returned' || type === 'threw';
  const keyOf = ({ functionId, given, isLate }: CallbackLog): string =>
    `${functionId} ${isLate && isSynchronous ? 'late ' : ''}${textOf(given)}`;
  const [keys, keysAfter] = [before.map(keyOf), after.map(keyOf)];
  const longer = keys.length > keysAfter.length ? keys : keysAfter;
  const index = longer.findIndex((_, at) => keys[at] !== keysAfter[at]);
  if (index === -1) return null;
  if (rule === 'may-overlap' && [...before, ...after].every(({ isAsync }) => isAsync)) {
    const keysOf = (log: readonly CallbackLog[], areReads: boolean): readonly string[] =>
      log.filter(({ functionId }) => reads.includes(functionId) === areReads).map(keyOf);
    const [others, othersAfter] = [keysOf(before, false), keysOf(after, false)];
    const areSameOthers = String(others.toSorted()) === String(othersAfter.toSorted());
    // These calls may have started before the first failure was known.
    const areMoreOthers = type === 'rejected' && isWithFewMore(others, othersAfter);
    const areReadsAllowed = isWithFewMore(keysOf(before, true), keysOf(after, true));
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
  if (type !== null && type === readEngineErrorType(after)) return true;
  // The system reports the same, by whatever function of Node.js it was called.
  const [, code, path] = SYSTEM_ERROR.exec(before) ?? [];
  const [, codeAfter, pathAfter] = SYSTEM_ERROR.exec(after) ?? [];
  if (code === undefined || code !== codeAfter) return false;
  return path === undefined || pathAfter === undefined || path === pathAfter;
}

function readEngineErrorType(displayText: string): string | null {
  const [, type, message] = /^new (\w+Error)\("(.*)"\)$/u.exec(displayText) ?? [];
  return type !== undefined && ENGINE_MESSAGE.test(message ?? '') ? type : null;
}
