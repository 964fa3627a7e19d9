/** Runs in test processes: records the arguments of calls from outside the instrumented functions. */
import { types } from 'node:util';
import { runInThisContext } from 'node:vm';
import { formatArgumentsAsJavaScript } from './format-value-as-javascript.ts';
import {
  createObjectOrigins,
  fingerprint,
  isConstructedBy,
  type ObjectOrigins,
  type ReplayableCall,
} from './object-origins.ts';
import {
  findLabel,
  frameName,
  keyOfInput,
  type OutsideCallsByLabel,
  type RecordedInput,
} from './outside-call.ts';

/**
 * Calls of a function whose arguments are all recorded; of later calls larger ones, and fewer the
 * more there are, so that no group of tests stands for all.
 */
const FIRST_CALLS = 100;
/** Most different inputs of a function, and most characters of one. */
const MAX_INPUTS = 600;
const MAX_CHARACTERS = 1_000_000;
/** Longest time that a thread spends on reading arguments, milliseconds. */
const MAX_READING_MS = 3_000;

// Tests may replace the clock with their callee.
const nowMs = performance.now.bind(performance);

type Input = { -readonly [Key in keyof RecordedInput]: RecordedInput[Key] };

interface FunctionCalls {
  readonly label: string;
  calls: number;
  largestSize: number;
  /** True for the constructor of a class, and once `new` has called the function. */
  isConstructor: boolean;
  /** True if no recorded call has changed its object; null: none is recorded. */
  isReadOnly: boolean | null;
  readonly inputs: Map<string, Input>;
  readonly refused: Record<string, number>;
  /** Calls its argument; bears the name by which a profile attributes time to the function. */
  readonly frame: <Result>(work: () => Result) => Result;
}

export interface OutsideCallRecorder {
  /**
   * Runs the body of an instrumented function.
   * @param args - Its arguments.
   * @param readThis - Returns its `this`; a constructor has it only when it has run.
   */
  readonly run: <Result>(
    label: string,
    work: () => Result,
    args: readonly unknown[],
    readThis?: () => unknown,
  ) => Result;
  readonly written: () => OutsideCallsByLabel;
}

/** @param onIdle - Called when an outside call has returned. */
export function createOutsideCallRecorder(onIdle: () => void): OutsideCallRecorder {
  const functions = new Map<string, FunctionCalls>();
  const reader = createCallReader();
  let isInside = false;

  const run: OutsideCallRecorder['run'] = (label, work, args, readThis) => {
    if (isInside) return work();
    const callee = functions.get(label) ?? createFunctionCalls(label);
    functions.set(label, callee);
    callee.calls += 1;
    // Functions that run while arguments are read are not called by the tests.
    isInside = true;
    try {
      const call = reader.begin(callee, args, readThis);
      try {
        const result = callee.frame(work);
        if (types.isPromise(result)) {
          if (call.recorded?.input) call.recorded.input.isAsync = true;
          result.then(
            () => reader.end(call, undefined),
            () => reader.fail(call),
          );
        } else reader.end(call, result);
        return result;
      } catch (error) {
        reader.fail(call);
        throw error;
      }
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

interface RunningCall {
  readonly callee: FunctionCalls;
  readonly args: readonly unknown[];
  readonly readThis: (() => unknown) | undefined;
  readonly receiver: object | null;
  readonly startedMs: number;
  /** null: enough calls are known, or its arguments have no source. */
  readonly recorded: RecordedCall | null;
}

interface RecordedCall extends Omit<ReplayableCall, 'receiver'> {
  /** null: enough inputs are known. */
  readonly input: Input | null;
  /** States before the call; null: unknown. */
  readonly receiverState: string | null;
  readonly argumentsState: string | null;
}

interface CallReader {
  readonly begin: (
    callee: FunctionCalls,
    args: readonly unknown[],
    readThis: (() => unknown) | undefined,
  ) => RunningCall;
  readonly end: (call: RunningCall, result: unknown) => void;
  readonly fail: (call: RunningCall) => void;
}

/** Creates a reader of arguments, which stops recording once it has spent its time. */
function createCallReader(): CallReader {
  const origins = createObjectOrigins();
  let spentMs = 0;
  return {
    begin: (callee, args, readThis) => {
      const readingStartMs = nowMs();
      const receiver = isClassConstructor(callee) ? null : asObject(readThis?.());
      const isOver = spentMs > MAX_READING_MS;
      const recorded = isOver ? null : recordCall(origins, callee, args, receiver);
      const startedMs = nowMs();
      spentMs += startedMs - readingStartMs;
      return { callee, args, readThis, receiver, startedMs, recorded };
    },
    end: ({ callee, args, readThis, receiver, startedMs, recorded }, result) => {
      const endedMs = nowMs();
      if (recorded === null) {
        if (receiver !== null && callee.isReadOnly !== true) origins.forget(receiver);
        return;
      }
      const { input, isNew, subject, receiverState, argumentsState } = recorded;
      const isChanged =
        subject !== null && (receiverState === null || fingerprint(receiver) !== receiverState);
      if (subject !== null) callee.isReadOnly = callee.isReadOnly !== false && !isChanged;
      const created = isNew ? asObject(readThis?.()) : receiver;
      // A class that extends this one runs its constructor too.
      if (!isNew || (created !== null && isConstructedBy(created, callee.label))) {
        origins.note({ ...recorded, receiver: created }, result, isChanged);
      }
      if (input !== null) {
        input.bestMs = Math.min(input.bestMs ?? Number.POSITIVE_INFINITY, endedMs - startedMs);
        if (input.calls === 1) {
          input.isModified =
            isChanged || argumentsState === null || fingerprint(args) !== argumentsState;
        }
      }
      spentMs += nowMs() - endedMs;
    },
    fail: ({ receiver, recorded }) => {
      if (receiver !== null) origins.forget(receiver);
      if (recorded?.input) recorded.input.failed += 1;
    },
  };
}

/** Returns null if enough calls are known, or the arguments have no source. */
function recordCall(
  origins: ObjectOrigins,
  callee: FunctionCalls,
  args: readonly unknown[],
  receiver: object | null,
): RecordedCall | null {
  const size = estimateSize(args);
  const isWanted = isDue(callee.calls) || size > callee.largestSize;
  if (!isWanted && !callee.isConstructor) return null;
  callee.largestSize = Math.max(callee.largestSize, size);
  const { label } = callee;
  const isNew =
    isClassConstructor(callee) || (receiver !== null && isConstructedBy(receiver, label));
  callee.isConstructor ||= isNew;
  const formatted = formatArguments(args, origins.describe);
  if (formatted.type === 'refused') {
    callee.refused[formatted.reason] = (callee.refused[formatted.reason] ?? 0) + 1;
    return null;
  }
  const { source } = formatted;
  const subject = receiver === null || isNew ? null : origins.describeReceiver(receiver, label);
  const isStored = isWanted && (callee.inputs.size < MAX_INPUTS || size >= callee.largestSize);
  const input = isStored ? countInput(callee, { source, subject, isNew }) : null;
  return {
    label,
    subject,
    isNew,
    argumentsSource: source.slice(1, -1),
    input,
    receiverState: subject === null ? null : fingerprint(receiver),
    argumentsState: input?.calls === 1 ? fingerprint(args) : null,
  };
}

/** True for the first calls, and for every n-th of later ones, the rarer the more there are. */
function isDue(calls: number): boolean {
  return calls % Math.ceil(calls / FIRST_CALLS) === 0;
}

function countInput(
  { inputs }: FunctionCalls,
  call: Pick<Input, 'source' | 'subject' | 'isNew'>,
): Input {
  const key = keyOfInput(call);
  const input = inputs.get(key) ?? {
    ...call,
    calls: 0,
    failed: 0,
    isModified: false,
    bestMs: null,
  };
  inputs.set(key, input);
  input.calls += 1;
  return input;
}

/** True for the constructor of a class, which has no `this` before it has run. */
function isClassConstructor({ label }: Pick<FunctionCalls, 'label'>): boolean {
  return findLabel(label, 'construct') !== null;
}

function asObject(value: unknown): object | null {
  // Reading a proxy runs code of the program.
  return typeof value === 'object' && !types.isProxy(value) ? value : null;
}

function createFunctionCalls(label: string): FunctionCalls {
  // A function expression, since profiles show the name in the source.
  const source = `(function ${frameName(findLabel(label) ?? 0)}(work) { return work(); })`;
  return {
    label,
    calls: 0,
    largestSize: -1,
    isConstructor: isClassConstructor({ label }),
    isReadOnly: null,
    inputs: new Map(),
    refused: {},
    frame: runInThisContext(source) as FunctionCalls['frame'],
  };
}

function formatArguments(args: readonly unknown[], describe: ObjectOrigins['describe']) {
  // Trailing undefined arguments are equivalent to none.
  const count = args.findLastIndex((value) => value !== undefined) + 1;
  return formatArgumentsAsJavaScript(args.slice(0, count), MAX_CHARACTERS, describe);
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
