import type { DifferenceKind } from '../../document/behavior-check-result.ts';
import type { ComparableValues } from '../replay/comparable-values.ts';
import type { CallReplayLog, SessionReplayLog } from '../replay/replay-log-of-module-version.ts';
import {
  type CallbackComparison,
  type CallbackRule,
  findCallbackDifference,
} from './compare-callback-calls.ts';
import { isSameKindOfError } from './compare-error-texts.ts';
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
