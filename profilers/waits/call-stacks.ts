/**
 * Runs in the measured process: who waits, as stacks that each are kept once. V8 tells the calls and
 * then the async functions that await them; what callbacks lose is put on by whoever carries it.
 */
import { type CallFrames, createCallFrames, LEFT_OUT, STACK_ENDS } from './call-frames.ts';
import type { WrittenWaits } from './wait-file.ts';

/** Frames of one capture; V8's own default of 10 ends within a web framework. */
const MOST_FRAMES = 40;
/** Stacks that are kept apart; later ones end early. */
const MOST_STACKS = 200_000;
/** Frames of a stack with what it was put on. */
const MOST_DEPTH = 128;
/** Number of the stack without frames. */
export const EMPTY_STACK = 0;

/** A stack as V8 has it. */
export interface Trace {
  stack?: unknown;
}

type Function = (...args: never[]) => unknown;

export interface CallStacks {
  /** Keeps the stack without the function that is given and what it calls. */
  readonly capture: (below: Function) => Trace;
  /**
   * Number of a stack.
   * @param from - Stack that the work was scheduled from, which goes on where this one ends.
   */
  readonly numberOf: (trace: Trace, from: number) => number;
  readonly written: () => Pick<WrittenWaits, 'functions' | 'frames' | 'stacks'>;
}

export function createCallStacks(): CallStacks {
  const frames = createCallFrames();
  const stacks: (readonly [below: number, frame: number])[] = [[EMPTY_STACK, LEFT_OUT]];
  const depths = [0];
  const above: Map<number, number>[] = [new Map()];

  const put = (below: number, frame: number): number => {
    const found = above[below]?.get(frame);
    if (found !== undefined) return found;
    const depth = (depths[below] ?? 0) + 1;
    if (stacks.length >= MOST_STACKS || depth > MOST_DEPTH) return below;
    const made = stacks.push([below, frame]) - 1;
    depths.push(depth);
    above.push(new Map());
    above[below]?.set(frame, made);
    return made;
  };
  /** Below the same function in the stack that goes on: a loop by callbacks is one call. */
  const beginOf = (from: number, own: readonly number[]): number => {
    const outermost = own.findLast(frames.isOfProject);
    if (outermost === undefined) return from;
    const of = frames.functionOf(outermost);
    let begin = from;
    for (let at = from; at !== EMPTY_STACK; ) {
      const [below, frame] = stacks[at] ?? [EMPTY_STACK, LEFT_OUT];
      if (frames.functionOf(frame) === of) begin = below;
      at = below;
    }
    return begin;
  };
  return {
    capture,
    numberOf: ({ stack }, from) => {
      const own = readTrace(stack, frames);
      let at = beginOf(from, own);
      for (let index = own.length - 1; index >= 0; index -= 1) at = put(at, own[index] ?? 0);
      return at;
    },
    written: () => ({ ...frames.written(), stacks }),
  };
}

/** Frames, innermost first, as far as they are of whoever waits. */
function readTrace(stack: unknown, frames: CallFrames): readonly number[] {
  const own: number[] = [];
  for (const site of Array.isArray(stack) ? (stack as readonly NodeJS.CallSite[]) : []) {
    const frame = frames.frameOf(site);
    if (frame === STACK_ENDS) break;
    if (frame !== LEFT_OUT) own.push(frame);
  }
  return own;
}

const asSites = (_error: unknown, sites: readonly NodeJS.CallSite[]): unknown => sites;

function capture(below: Function): Trace {
  const trace: Trace = {};
  try {
    const { stackTraceLimit, prepareStackTrace } = Error;
    Error.stackTraceLimit = MOST_FRAMES;
    Error.prepareStackTrace = asSites;
    Error.captureStackTrace(trace, below);
    // Read while it is ours to say what it looks like.
    void trace.stack;
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  } catch {
    // Frozen by the program: a wait without a stack is one all the same.
  }
  return trace;
}
