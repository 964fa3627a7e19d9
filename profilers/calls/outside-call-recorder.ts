/** Runs in test processes: records the arguments of calls from outside the instrumented functions. */
import { types } from 'node:util';
import { runInThisContext } from 'node:vm';
import { formatArgumentsAsJavaScript } from './format-value-as-javascript.ts';
import {
  findLabel,
  frameName,
  type OutsideCallsByLabel,
  type RecordedInput,
} from './outside-call.ts';

/** Calls of a function whose arguments are recorded; later ones only if they are larger. */
const FIRST_CALLS = 200;
/** Most different inputs of a function, and most characters of one. */
const MOST_INPUTS = 300;
const MOST_CHARACTERS = 1_000_000;
/** Longest time that a thread spends on reading arguments, milliseconds. */
const MOST_SPENT_MS = 3_000;

// Tests may replace the clock with their own.
const nowMs = performance.now.bind(performance);

type Input = { -readonly [Key in keyof RecordedInput]: RecordedInput[Key] };

interface FunctionCalls {
  calls: number;
  largest: number;
  readonly inputs: Map<string, Input>;
  readonly refused: Record<string, number>;
  /** Calls its argument; bears the name by which a profile attributes time to the function. */
  readonly frame: <Result>(work: () => Result) => Result;
}

export interface OutsideCallRecorder {
  /** Runs the body of an instrumented function. @param given - Its arguments. */
  readonly run: <Result>(label: string, work: () => Result, given: readonly unknown[]) => Result;
  readonly written: () => OutsideCallsByLabel;
}

/** @param onIdle - Called when an outside call has returned. */
export function createOutsideCallRecorder(onIdle: () => void): OutsideCallRecorder {
  const functions = new Map<string, FunctionCalls>();
  let isInside = false;
  let spentMs = 0;

  const inputOf = (own: FunctionCalls, given: readonly unknown[]): Input | null => {
    const size = estimateSize(given);
    const isWanted = own.calls <= FIRST_CALLS || size > own.largest;
    if (!isWanted || spentMs > MOST_SPENT_MS) return null;
    own.largest = Math.max(own.largest, size);
    const beganMs = nowMs();
    const formatted = formatGiven(given);
    spentMs += nowMs() - beganMs;
    if (formatted.type === 'refused') {
      own.refused[formatted.reason] = (own.refused[formatted.reason] ?? 0) + 1;
      return null;
    }
    const { source } = formatted;
    const input = own.inputs.get(source) ?? {
      ...{ source, calls: 0, failed: 0, isModified: false, bestMs: null },
    };
    if (own.inputs.size < MOST_INPUTS || size >= own.largest) own.inputs.set(source, input);
    input.calls += 1;
    return input;
  };

  const run: OutsideCallRecorder['run'] = (label, work, given) => {
    if (isInside) return work();
    const own = functions.get(label) ?? createFunctionCalls(label);
    functions.set(label, own);
    own.calls += 1;
    const input = inputOf(own, given);
    isInside = true;
    const startedMs = nowMs();
    const finish = (): void => {
      if (input === null) return;
      input.bestMs = Math.min(input.bestMs ?? Number.POSITIVE_INFINITY, nowMs() - startedMs);
      if (input.calls > 1) return;
      const after = formatGiven(given);
      input.isModified = after.type === 'refused' || after.source !== input.source;
      spentMs += nowMs() - startedMs - (input.bestMs ?? 0);
    };
    const fail = (): void => {
      if (input !== null) input.failed += 1;
    };
    try {
      const result = own.frame(work);
      if (types.isPromise(result)) result.then(finish, fail);
      else finish();
      return result;
    } catch (error) {
      fail();
      throw error;
    } finally {
      isInside = false;
      onIdle();
    }
  };

  return {
    run,
    written: () =>
      Object.fromEntries(
        [...functions].map(([label, { calls, inputs, refused }]) => [
          label,
          { calls, inputs: [...inputs.values()], refused },
        ]),
      ),
  };
}

function createFunctionCalls(label: string): FunctionCalls {
  // A function expression, since profiles show the name in the source.
  const source = `(function ${frameName(findLabel(label) ?? 0)}(work) { return work(); })`;
  return {
    calls: 0,
    largest: -1,
    inputs: new Map(),
    refused: {},
    frame: runInThisContext(source) as FunctionCalls['frame'],
  };
}

function formatGiven(given: readonly unknown[]) {
  // Trailing undefined arguments are equivalent to none.
  const count = given.findLastIndex((value) => value !== undefined) + 1;
  return formatArgumentsAsJavaScript(given.slice(0, count), MOST_CHARACTERS);
}

/** Returns a size that grows with that of the arguments and takes no time to compute. */
function estimateSize(values: readonly unknown[]): number {
  let size = values.length;
  for (const value of values) {
    if (typeof value === 'string') size += value.length;
    else if (Array.isArray(value)) size += value.length;
    else if (ArrayBuffer.isView(value)) size += value.byteLength;
  }
  return size;
}
