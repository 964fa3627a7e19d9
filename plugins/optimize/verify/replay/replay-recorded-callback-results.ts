import { inspect, types } from 'node:util';
import type { Call, CallbackCall, ObjectTimeline } from '../sessions/recorded-call-session.ts';
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
  const { timeline, objects, exportPaths, inspects, reenter } = context;
  const log: CallbackLog[] = [];
  const capturedById = indexCapturedCallbacks(call, timeline, exportPaths);
  const useCounts = new Map<string, number>();
  const unanswered = new Set<number>();
  const directArguments = new Set(call.given.flatMap((value) => referencedId(value) ?? []));
  let count = 0;
  let isReentered = false;
  let isLate = false;
  const answer: AnswerCallback = (functionId, self, args, isConstruct) => {
    count += 1;
    if (count > ENDLESS_CALLS) throw new RangeError('called too often');
    const given = captureValues(args, exportPaths, { maxObjects: 2_000 });
    const captured = capturedById.get(functionId) ?? [];
    const chosen = chooseCaptured(captured, { functionId, text: given.text, args }, useCounts);
    const outcome = chosen?.outcome;
    const isAsync = outcome?.type === 'resolved' || outcome?.type === 'rejected';
    if (log.length < MOST_LOGGED) {
      const inspected = inspects ? { inspected: inspectArguments(args) } : {};
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
    return answerAsCaptured(chosen, [self, ...args], { objects, states: timeline.states });
  };
  const end = (): void => {
    isLate = true;
  };
  return { answer, log, unanswered, end };
}

function indexCapturedCallbacks(
  { callbacks }: Call,
  timeline: ObjectTimeline,
  { translatePath }: ExportPaths,
): ReadonlyMap<number, readonly CapturedCallback[]> {
  const captured = callbacks.map((callback): CapturedCallback => {
    timeline.add(callback.before);
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

/** @param useCounts - How often answers were given, by function and text of the arguments. */
function chooseCaptured(
  captured: readonly CapturedCallback[],
  call: { readonly functionId: number; readonly text: string; readonly args: readonly unknown[] },
  useCounts: Map<string, number>,
): CallbackCall | undefined {
  const equal = captured.filter(({ argumentText }) => argumentText === call.text);
  if (equal.length > 0) {
    const key = `${call.functionId} ${call.text}`;
    const useCount = useCounts.get(key) ?? 0;
    useCounts.set(key, useCount + 1);
    return equal[Math.min(useCount, equal.length - 1)]?.callback;
  }
  return captured[hashArguments(call.args) % Math.max(1, captured.length)]?.callback;
}

/** Hashes arguments; `argumentNumber` in the tests of `code/render-difference-test.ts` is the same. */
function hashArguments(args: readonly unknown[]): number {
  let hash = 0;
  for (const character of describeForHash(args).join(' ')) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  }
  return hash;
}

function describeForHash(args: readonly unknown[]): readonly string[] {
  return args.map((argument) =>
    typeof argument === 'object' && argument !== null
      ? isPlaceholder(argument)
        ? ''
        : Object.keys(argument).join(' ')
      : String(argument),
  );
}

/** Applies the captured effects on arguments, and gives the captured answer. */
function answerAsCaptured(
  callback: CallbackCall,
  [self, ...args]: readonly unknown[],
  { objects, states }: Pick<CallbackAnswerContext, 'objects'> & Pick<ObjectTimeline, 'states'>,
): unknown {
  const { outcome, after } = callback;
  bindCapturedIds(
    objects,
    [[callback.self, self], ...callback.given.map((value, index) => [value, args[index]] as const)],
    states,
  );
  objects.restore(after);
  switch (outcome.type) {
    case 'returned':
      return objects.decode(outcome.value);
    case 'threw':
      throw objects.decode(outcome.error);
    case 'pending':
      return new Promise(() => undefined);
    case 'resolved': {
      const value = objects.decode(outcome.value);
      return settleLater(args, () => value);
    }
    case 'rejected': {
      const error = objects.decode(outcome.error);
      return settleLater(args, () => {
        throw error;
      });
    }
  }
}

/**
 * Settles a promise after a few iterations of the event loop. Their number depends on the arguments,
 * so that concurrent calls settle in another order than they began.
 */
function settleLater(args: readonly unknown[], settle: () => unknown): Promise<unknown> {
  const text = JSON.stringify(
    args.map((argument) => (typeof argument === 'object' ? 0 : String(argument))),
  );
  let remaining = text.length % 3;
  return new Promise((resolve, reject) => {
    const iterate = (): void => {
      reportPendingAnswer();
      if (remaining > 0) {
        remaining -= 1;
        setImmediate(iterate);
        return;
      }
      try {
        resolve(settle());
      } catch (error) {
        reject(error);
      }
    };
    setImmediate(iterate);
  });
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
  return inspectUntracked(() => ({
    outcome: inspect(isFailure ? { error: String(value) } : { value }, FULL),
    argumentsAfter: inspect(args, FULL),
    identicalArguments: inspect(
      args.map((argument) => argument === value),
      FULL,
    ),
    callbackArguments: inspect(
      callbacks.map((callback) => callback.inspected ?? ''),
      FULL,
    ),
  }));
}

/** Formats the arguments of a callback as a test observes them. */
function inspectArguments(args: readonly unknown[]): string {
  return inspectUntracked(() => inspect(args, FULL));
}
