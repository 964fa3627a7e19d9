/**
 * Runs in the measured process: stores each stack of a waiting function once, composed of V8's
 * calls and awaiting functions, and of the stacks that scheduled them.
 */
import type { WrittenFunction, WrittenWaits } from './wait-file-format.ts';

/** Folders of perf-harness, whose code does not belong to the program. */
const OWN = /^(?:harness|profilers|api|cli)\//;
const OWN_ROOT = new URL('../../', import.meta.url).href;
/** Name of perf-harness functions that run a program's callback for a waiting function. */
const CARRIER = 'runCarried';

/** Frame number of omitted calls: those of Node.js and perf-harness. */
const LEFT_OUT = -1;
/** Frame number that ends a stack: its callers are not the program's, or another waiter's. */
const STACK_ENDS = -2;

type CallFrames = ReturnType<typeof createCallFrames>;

function createCallFrames() {
  const functions: WrittenFunction[] = [];
  const functionNumbers = new Map<string, number>();
  const frames: (readonly [of: number, line: number, column: number])[] = [];
  const projects: boolean[] = [];
  /** Frames by file and position. */
  const known = new Map<string, Map<number, number>>();

  const numberOf = (writtenFunction: WrittenFunction): number => {
    const key = `${writtenFunction.line}:${writtenFunction.column}:${writtenFunction.name}\0${writtenFunction.url}`;
    const found = functionNumbers.get(key);
    if (found !== undefined) return found;
    functionNumbers.set(key, functions.length);
    return functions.push(writtenFunction) - 1;
  };
  const newFrame = (site: NodeJS.CallSite, url: string): number => {
    if (/^(?:node|internal)[:/]/.test(url)) return LEFT_OUT;
    if (url.startsWith(OWN_ROOT) && OWN.test(url.slice(OWN_ROOT.length))) {
      return site.getFunctionName() === CARRIER ? STACK_ENDS : LEFT_OUT;
    }
    projects.push(!/[\\/]node_modules[\\/]/.test(url));
    const place = [site.getLineNumber() ?? 0, site.getColumnNumber() ?? 0] as const;
    return frames.push([numberOf(functionAt(site, url)), ...place]) - 1;
  };
  return {
    /** Number of a call; `LEFT_OUT`, `STACK_ENDS`. */
    frameOf: (site: NodeJS.CallSite): number => {
      const url = site.getScriptNameOrSourceURL();
      if (typeof url !== 'string' || url === '') return LEFT_OUT;
      const places = known.get(url) ?? new Map<number, number>();
      if (places.size === 0) known.set(url, places);
      const position = site.getPosition();
      const frame = places.get(position) ?? newFrame(site, url);
      places.set(position, frame);
      return frame;
    },
    /** Returns true if it is in code outside of `node_modules`. */
    isOfProject: (frame: number): boolean => projects[frame] === true,
    functionOf: (frame: number): number => frames[frame]?.[0] ?? -1,
    /** Number of a call at an unknown line of a function: its first. */
    frameIn: (writtenFunction: WrittenFunction): number => {
      const { url, line, column } = writtenFunction;
      projects.push(!/[\\/]node_modules[\\/]/.test(url));
      return frames.push([numberOf(writtenFunction), line, column]) - 1;
    },
    written: (): Pick<WrittenWaits, 'functions' | 'frames'> => ({ functions, frames }),
  };
}

/** Returns the beginning of the function around a call, as V8's profilers report it too. */
function functionAt(site: NodeJS.CallSite, url: string): WrittenFunction {
  return {
    name: site.getFunctionName() ?? '',
    url,
    line: site.getEnclosingLineNumber?.() ?? 0,
    column: site.getEnclosingColumnNumber?.() ?? 0,
  };
}

/** Most frames of one capture; V8's default of 10 ends within a web framework. */
const MOST_FRAMES = 40;
/** Limit on distinct stacks; later stacks end early. */
const MOST_STACKS = 200_000;
/** Most frames of a stack, including the stack that scheduled it. */
const MOST_DEPTH = 128;
/** Number of the stack without frames. */
export const EMPTY_STACK = 0;

export interface CapturedStack {
  stack?: unknown;
}

/** Stack at which a promise was made, and what ran then; null: nothing known, or too far back. */
export interface AwaitSite {
  readonly trace: CapturedStack;
  readonly within: AwaitSite | null;
}

type Function = (...args: never[]) => unknown;

export function createCallStacks() {
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
  /** Continues below the same function in the scheduling stack: looped callbacks are one call. */
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
  const hasProjectCall = (own: readonly number[] | undefined): boolean =>
    own?.some(frames.isOfProject) ?? false;
  const putAll = (from: number, own: readonly number[]): number =>
    own.reduceRight(put, beginOf(from, own));
  return {
    /** Captures the stack above the given function, which is itself omitted. */
    capture,
    /**
     * Returns a stack's number. Without a call of the project it continues at the nearest await that
     * has one.
     * @param from - Stack that scheduled it, continuing at its end.
     */
    numberOf: (trace: CapturedStack, from: number, awaited: AwaitSite | null): number => {
      const traces = [readTrace(trace, frames)];
      for (let at = awaited; at !== null && !hasProjectCall(traces.at(-1)); at = at.within) {
        traces.push(readTrace(at.trace, frames));
      }
      const joined = hasProjectCall(traces.at(-1)) ? traces : traces.slice(0, 1);
      return joined.reduceRight(putAll, from);
    },
    numberOfFunctions: (functions: readonly WrittenFunction[]): number =>
      functions.reduceRight((below, called) => put(below, frames.frameIn(called)), EMPTY_STACK),
    written: (): Pick<WrittenWaits, 'functions' | 'frames' | 'stacks'> => ({
      ...frames.written(),
      stacks,
    }),
  };
}

/** Returns frames, innermost first, up to the start of the waiting function's own code. */
function readTrace(trace: CapturedStack, frames: CallFrames): readonly number[] {
  const own: number[] = [];
  for (const site of readSites(trace)) {
    const frame = frames.frameOf(site);
    if (frame === STACK_ENDS) break;
    if (frame !== LEFT_OUT) own.push(frame);
  }
  return own;
}

const asSites = (_error: unknown, sites: readonly NodeJS.CallSite[]): unknown => sites;

function capture(below: Function): CapturedStack {
  const trace = captureUnread(below);
  readSites(trace);
  return trace;
}

/** Captures a stack that is hardly ever read: the calls in it are collected when it is. */
export function captureUnread(below: Function): CapturedStack {
  const trace: CapturedStack = {};
  try {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = MOST_FRAMES;
    Error.captureStackTrace(trace, below);
    Error.stackTraceLimit = stackTraceLimit;
  } catch {
    // The program has frozen `Error`; the wait is recorded without a stack.
  }
  return trace;
}

/** Returns the calls of a stack, which V8 formats on first access, by what is set then. */
function readSites(trace: CapturedStack): readonly NodeJS.CallSite[] {
  try {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = asSites;
    const { stack } = trace;
    Error.prepareStackTrace = prepareStackTrace;
    return Array.isArray(stack) ? stack : [];
  } catch {
    return [];
  }
}
