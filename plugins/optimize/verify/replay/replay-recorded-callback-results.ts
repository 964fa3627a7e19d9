import { inspect, types } from 'node:util';
import {
  type Call,
  type CallbackCall,
  type ObjectTimeline,
  outcomeValue,
} from '../sessions/recorded-call-session.ts';
import { canonicalizeValues } from '../values/canonicalize-values.ts';
import { referencedId } from '../values/encoded-value.ts';
import { bindCapturedIds } from './assign-captured-ids-to-live-objects.ts';
import { captureValues, type ExportPaths, toComparableValues } from './comparable-values.ts';
import { inspectUntracked, isPlaceholder } from './placeholder-for-unrecreatable-object.ts';
import type { AnswerCallback, LiveObjects } from './recreate-captured-objects.ts';
import type { CallbackLog, InspectedCall } from './replay-worker-messages.ts';
import { type CallEnd, reportPendingAnswer } from './wait-for-call-to-settle.ts';

/** Answers of functions passed as arguments, in one call. */
export interface CallbackAnswers {
  readonly answer: AnswerCallback;
  readonly log: readonly CallbackLog[];
  /** Ids of methods of arguments that were called although no recording has their answer. */
  readonly unanswered: ReadonlySet<number>;
  /** Marks the call as ended; later callback calls are logged as late. */
  readonly end: () => void;
}

interface CallbackAnswerContext {
  readonly timeline: ObjectTimeline;
  readonly objects: LiveObjects;
  readonly exportPaths: ExportPaths;
  readonly inspects: boolean;
  /** Calls the running function again. */
  readonly reenter: () => unknown;
}

interface CapturedCallback {
  readonly callback: CallbackCall;
  /** Text of its arguments, as that of live arguments. */
  readonly argumentText: string;
}

/** Calls that are logged individually; further calls are only counted. */
const MOST_LOGGED = 2_000;
/** Calls after which a callback throws, since no terminating code calls that often. */
const ENDLESS_CALLS = 2_000_000;

/**
 * Creates functions that give the captured answers. Equal arguments get the answers of their calls
 * in order, then the last again; arguments that were never captured get one of the answers, always
 * the same for the same arguments, regardless of the order of calls.
 */
export function createCallbackAnswers(call: Call, context: CallbackAnswerContext): CallbackAnswers {
  const { exportPaths, inspects, reenter } = context;
  const log: CallbackLog[] = [];
  const capturedById = indexCapturedCallbacks(call, context);
  /** Number of answers given so far, by function and text of the arguments. */
  const useCounts = new Map<string, number>();
  const unanswered = new Set<number>();
  const directArguments = new Set(call.given.flatMap((value) => referencedId(value) ?? []));
  let count = 0;
  let isReentered = false;
  let isLate = false;
  const choose = (functionId: number, text: string, args: readonly unknown[]) => {
    const captured = capturedById.get(functionId) ?? [];
    const equal = captured.filter(({ argumentText }) => argumentText === text);
    if (equal.length === 0) {
      return captured[hashArguments(args) % Math.max(1, captured.length)]?.callback;
    }
    const key = `${functionId} ${text}`;
    const useCount = useCounts.get(key) ?? 0;
    useCounts.set(key, useCount + 1);
    return equal[Math.min(useCount, equal.length - 1)]?.callback;
  };
  const answer: AnswerCallback = (functionId, self, args, isConstruct) => {
    count += 1;
    if (count > ENDLESS_CALLS) throw new RangeError('called too often');
    const given = captureValues(args, exportPaths, { maxObjects: 2_000 });
    const chosen = choose(functionId, given.text, args);
    const type = chosen?.outcome.type;
    if (log.length < MOST_LOGGED) {
      const isAsync = type === 'resolved' || type === 'rejected';
      const inspected = inspects ? { inspected: inspectUntracked(() => inspect(args, FULL)) } : {};
      log.push({ functionId, given, isAsync, isLate, ...inspected });
    }
    if (chosen === undefined) {
      // To call an argument that the old code never calls is a difference; what a method of an
      // argument would have answered is unknown.
      if (!directArguments.has(functionId)) unanswered.add(functionId);
      return isConstruct ? {} : undefined;
    }
    if (chosen.reenters === true && !isReentered) {
      isReentered = true;
      const result = captureValues(attempt(reenter), exportPaths);
      log.push({ functionId: 0, given: result, isAsync: false, isLate });
      isReentered = false;
    }
    return answerAsCaptured(chosen, [self, ...args], context);
  };
  const end = (): void => {
    isLate = true;
  };
  return { answer, log, unanswered, end };
}

function indexCapturedCallbacks(
  { callbacks }: Call,
  { timeline, exportPaths }: CallbackAnswerContext,
): ReadonlyMap<number, readonly CapturedCallback[]> {
  const captured = callbacks.map((callback): CapturedCallback => {
    timeline.add(callback.before);
    const { translatePath } = exportPaths;
    const given = canonicalizeValues(callback.given, timeline.states, translatePath);
    timeline.add(callback.after);
    return { callback, argumentText: toComparableValues(given).text };
  });
  return Map.groupBy(captured, ({ callback }) => callback.of);
}

/** Returns the result or the error of a call; a promise is not awaited. */
function attempt(call: () => unknown): readonly unknown[] {
  try {
    const value = call();
    if (types.isPromise(value)) value.catch(() => undefined);
    return ['gave', value];
  } catch (error) {
    return ['threw', error];
  }
}

/** Hashes arguments; `argumentNumber` in the tests of `code/render-difference-test.ts` is the same. */
function hashArguments(args: readonly unknown[]): number {
  const words = args.map((argument) => {
    if (typeof argument !== 'object' || argument === null) return String(argument);
    return isPlaceholder(argument) ? '' : Object.keys(argument).join(' ');
  });
  let hash = 0;
  for (const character of words.join(' ')) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  }
  return hash;
}

/** Applies the captured effects on arguments, and gives the captured answer. */
function answerAsCaptured(
  { outcome, after, ...callback }: CallbackCall,
  [self, ...args]: readonly unknown[],
  { objects, timeline }: CallbackAnswerContext,
): unknown {
  const given = callback.given.map((value, index) => [value, args[index]] as const);
  bindCapturedIds(objects, [[callback.self, self], ...given], timeline.states);
  objects.restore(after);
  if (outcome.type === 'pending') return new Promise(() => undefined);
  const value = objects.decode(outcomeValue(outcome));
  switch (outcome.type) {
    case 'returned':
      return value;
    case 'threw':
      throw value;
    case 'resolved':
      return settleLater(args).then(() => value);
    case 'rejected':
      return settleLater(args).then(() => {
        throw value;
      });
  }
}

/**
 * Waits for a few iterations of the event loop. Their number depends on the arguments, so that
 * concurrent calls settle in another order than they began.
 */
async function settleLater(args: readonly unknown[]): Promise<void> {
  const words = args.map((argument) => (typeof argument === 'object' ? 0 : String(argument)));
  for (let left = JSON.stringify(words).length % 3; left >= 0; left -= 1) {
    await new Promise(setImmediate);
    reportPendingAnswer();
  }
}

/** Options of `inspect` in the tests that `code/render-difference-test.ts` renders, too. */
const FULL = {
  depth: null,
  maxArrayLength: null,
  maxStringLength: null,
  breakLength: Number.POSITIVE_INFINITY,
};

/** Formats a call as a test observes it. */
export function inspectCall(
  { type, value }: CallEnd,
  args: readonly unknown[],
  callbacks: readonly CallbackLog[],
): InspectedCall {
  const isFailure = type === 'threw' || type === 'rejected';
  const identical = args.map((argument) => argument === value);
  const calls = callbacks.map((callback) => callback.inspected ?? '');
  return inspectUntracked(() => ({
    outcome: inspect(isFailure ? { error: String(value) } : { value }, FULL),
    argumentsAfter: inspect(args, FULL),
    identicalArguments: inspect(identical, FULL),
    callbackArguments: inspect(calls, FULL),
  }));
}
