/** Runs in the measured process: calls that stand on stacks, each kept once. */
import type { WrittenFunction, WrittenWaits } from './wait-file.ts';

/** Folders of perf-harness whose code is not the program's. */
const OWN = /^(?:harness|profilers|api|cli)\//;
const OWN_ROOT = new URL('../../', import.meta.url).href;
/** Name of the functions of perf-harness that run a callback of the program for whoever waited. */
const CARRIER = 'runCarried';

/** Calls that are left out: those of Node.js and of perf-harness. */
export const LEFT_OUT = -1;
/** Ends a stack: what has called it is none of the program's, or that of somebody else. */
export const STACK_ENDS = -2;

export interface CallFrames {
  /** Number of a call; `LEFT_OUT`, `STACK_ENDS`. */
  readonly frameOf: (site: NodeJS.CallSite) => number;
  /** Whether it stands in code outside of `node_modules`. */
  readonly isOfProject: (frame: number) => boolean;
  readonly functionOf: (frame: number) => number;
  readonly written: () => Pick<WrittenWaits, 'functions' | 'frames'>;
}

export function createCallFrames(): CallFrames {
  const functions: WrittenFunction[] = [];
  const functionNumbers = new Map<string, number>();
  const frames: (readonly [of: number, line: number, column: number])[] = [];
  const projects: boolean[] = [];
  /** By file, and by place in it. */
  const known = new Map<string, Map<number, number>>();

  const numberOf = (one: WrittenFunction): number => {
    const key = `${one.line}:${one.column}:${one.name}\0${one.url}`;
    const found = functionNumbers.get(key);
    if (found !== undefined) return found;
    functionNumbers.set(key, functions.length);
    return functions.push(one) - 1;
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
    frameOf: (site) => {
      const url = site.getScriptNameOrSourceURL();
      if (typeof url !== 'string' || url === '') return LEFT_OUT;
      const places = known.get(url) ?? new Map<number, number>();
      if (places.size === 0) known.set(url, places);
      const position = site.getPosition();
      const frame = places.get(position) ?? newFrame(site, url);
      places.set(position, frame);
      return frame;
    },
    isOfProject: (frame) => projects[frame] === true,
    functionOf: (frame) => frames[frame]?.[0] ?? -1,
    written: () => ({ functions, frames }),
  };
}

/** Where the function begins that a call stands in, as V8's profilers say it too. */
function functionAt(site: NodeJS.CallSite, url: string): WrittenFunction {
  return {
    name: site.getFunctionName() ?? '',
    url,
    line: site.getEnclosingLineNumber?.() ?? 0,
    column: site.getEnclosingColumnNumber?.() ?? 0,
  };
}
