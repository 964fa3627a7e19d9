import { types } from 'node:util';
import type { Call, CallbackCall } from '../recorded-call-session.ts';
import { canonicalizeValues } from '../values/canonicalize-values.ts';
import type { EncodedValue, ObjectState } from '../values/encoded-value.ts';
import { bindResults } from './assign-captured-ids-to-live-objects.ts';
import { convertSnapshot, type ExportLabels, readComparableValues } from './comparable-values.ts';
import { inspectArguments } from './format-call-for-generated-test.ts';
import type { ObjectTimeline } from './object-state-timeline-and-call-names.ts';
import { isPlaceholder } from './placeholder-for-unrecreatable-object.ts';
import type { AnswerCallback, LiveObjects } from './recreate-captured-objects.ts';
import type { CallbackLog } from './replay-log-of-module-version.ts';
import { notePendingAnswer } from './wait-for-call-to-settle.ts';

/** Answers of functions passed as arguments, in one call. */
export interface CallbackAnswers {
  readonly answer: AnswerCallback;
  readonly log: readonly CallbackLog[];
  /** Methods of arguments that were called although no recording has an answer of them. */
  readonly unanswered: ReadonlySet<number>;
  /** Marks the call as ended; later callback calls are logged as late. */
  readonly end: () => void;
}

export interface AnswerParts {
  readonly timeline: ObjectTimeline;
  readonly world: LiveObjects;
  readonly label: ExportLabels;
  readonly inspects: boolean;
  /** Calls the running function again. */
  readonly reenter: () => unknown;
}

interface Captured {
  readonly callback: CallbackCall;
  /** Its arguments, in the form that live arguments are compared with. */
  readonly given: string;
  /** States recorded up to its end. */
  readonly states: ReadonlyMap<number, ObjectState>;
}

/** Calls that are logged individually; further calls are only counted. */
const MOST = 2_000;
/** Calls after which a callback throws, since no terminating code calls that often. */
const ENDLESS = 2_000_000;

/**
 * Creates functions that give the captured answers. Equal arguments get the answers of their calls
 * in order, then the last again; arguments that were never captured get one of the answers, always
 * the same for the same arguments, regardless of the order of calls.
 */
export function createCallbackAnswers(call: Call, parts: AnswerParts): CallbackAnswers {
  const { timeline, world, label, inspects, reenter } = parts;
  const log: CallbackLog[] = [];
  const known = capturedOf(call, timeline, label);
  const used = new Map<string, number>();
  const unanswered = new Set<number>();
  const direct = new Set(call.given.flatMap(referencedId));
  let count = 0;
  let isInner = false;
  let isLate = false;
  const answer: AnswerCallback = (of, self, given, isNew) => {
    count += 1;
    if (count > ENDLESS) throw new RangeError('called too often');
    const seen = readComparableValues(given, label, { maxObjects: 2_000 });
    const captured = known.get(of) ?? [];
    const capture = pick(captured, { of, text: seen.text, given }, used);
    const outcome = capture?.callback.outcome;
    const isAsync = outcome?.type === 'resolved' || outcome?.type === 'rejected';
    if (log.length < MOST) {
      const told = inspects ? { inspected: inspectArguments(given) } : {};
      log.push({ of, given: seen, isAsync, isLate, ...told });
    }
    if (capture === undefined) {
      // To call an argument that the old code never calls is a difference; what a method of an
      // argument would have answered is unknown.
      if (!direct.has(of)) unanswered.add(of);
      return isNew ? {} : undefined;
    }
    if (capture.callback.reenters === true && !isInner) {
      isInner = true;
      log.push({
        of: 0,
        given: readComparableValues(attempt(reenter), label),
        isAsync: false,
        isLate,
      });
      isInner = false;
    }
    return reply(capture, [self, ...given], world);
  };
  const end = (): void => {
    isLate = true;
  };
  return { answer, log, unanswered, end };
}

function referencedId(value: EncodedValue): readonly number[] {
  return typeof value === 'object' && value?.is === 'object' ? [value.id] : [];
}

function capturedOf(
  { callbacks }: Call,
  timeline: ObjectTimeline,
  { named }: ExportLabels,
): ReadonlyMap<number, readonly Captured[]> {
  const all = new Map<number, Captured[]>();
  for (const callback of callbacks) {
    timeline.tell(callback.before);
    const given = convertSnapshot(canonicalizeValues(callback.given, timeline.states, named)).text;
    timeline.tell(callback.after);
    const list = all.get(callback.of) ?? [];
    list.push({ callback, given, states: timeline.states });
    all.set(callback.of, list);
  }
  return all;
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

function pick(
  captured: readonly Captured[],
  call: { readonly of: number; readonly text: string; readonly given: readonly unknown[] },
  used: Map<string, number>,
): Captured | undefined {
  const equal = captured.filter((capture) => capture.given === call.text);
  if (equal.length > 0) {
    const key = `${call.of} ${call.text}`;
    const turn = used.get(key) ?? 0;
    used.set(key, turn + 1);
    return equal[Math.min(turn, equal.length - 1)];
  }
  return captured[argumentNumber(call.given) % Math.max(1, captured.length)];
}

/** Returns a number that depends on arguments; tests of a difference compute the same. */
function argumentNumber(given: readonly unknown[]): number {
  let number = 0;
  for (const character of wordsOf(given).join(' ')) {
    number = (number * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  }
  return number;
}

function wordsOf(given: readonly unknown[]): readonly string[] {
  return given.map((argument) =>
    typeof argument === 'object' && argument !== null
      ? isPlaceholder(argument)
        ? ''
        : Object.keys(argument).join(' ')
      : String(argument),
  );
}

/** Applies the captured effects on arguments, and gives the captured answer. */
function reply(
  { callback, states }: Captured,
  [self, ...given]: readonly unknown[],
  world: LiveObjects,
): unknown {
  const { outcome, after } = callback;
  bindResults(
    world,
    [
      [callback.self, self],
      ...callback.given.map((value, index) => [value, given[index]] as const),
    ],
    states,
  );
  world.apply(after);
  switch (outcome.type) {
    case 'returned':
      return world.make(outcome.value);
    case 'threw':
      throw world.make(outcome.error);
    case 'pending':
      return new Promise(() => undefined);
    case 'resolved': {
      const value = world.make(outcome.value);
      return later(given, () => value);
    }
    case 'rejected': {
      const error = world.make(outcome.error);
      return later(given, () => {
        throw error;
      });
    }
  }
}

/** Settles after a few turns that depend on arguments, so concurrent calls settle reordered. */
function later(given: readonly unknown[], settle: () => unknown): Promise<unknown> {
  const turns = JSON.stringify(
    given.map((argument) => (typeof argument === 'object' ? 0 : String(argument))),
  );
  let left = turns.length % 3;
  return new Promise((resolve, reject) => {
    const turn = (): void => {
      notePendingAnswer();
      if (left > 0) {
        left -= 1;
        setImmediate(turn);
        return;
      }
      try {
        resolve(settle());
      } catch (error) {
        reject(error);
      }
    };
    setImmediate(turn);
  });
}
