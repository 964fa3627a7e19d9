import { basename } from 'node:path';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { TimeInterval } from '../../harness/model/program/profiler.ts';
import { createV8ProfiledFunction } from '../create-v8-profiled-function.ts';
import { createProfileBuilder, NO_PARENT } from '../profile-builder.ts';
import { parseCompiledCodePlace } from '../read-jit-perf-map.ts';
import { BadProfile } from '../unreadable-profile-error.ts';

/** `node 4711/4712 13782.980601: cpu-clock:ppp:`, the beginning of a sample. */
const SAMPLE = /^\S.*?\s(?<pid>\d+)\/(?<tid>\d+)\s+(?<seconds>\d+\.\d+):\s/;
/** `  6ca341 _register_report+0x12 (/usr/bin/node)`, a frame; the innermost frame comes first. */
const FRAME = /^\s+(?<address>[0-9a-f]+) (?<symbol>.*) \((?<object>[^()]*|.*?)\)$/;
const OFFSET = /\+0x[0-9a-f]+$/;

export interface ReadPerfOptions {
  /** Samples outside of it are left out; absent: all count. */
  readonly stretch?: TimeInterval;
  /** Folder of perf-harness, with a slash at its end. */
  readonly own: string;
}

/** Reads `perf script -F comm,pid,tid,time,event,ip,sym,dso` on the monotonic clock. @throws BadProfile */
export function readPerfScript(text: string, { stretch, own }: ReadPerfOptions): Profile {
  const builder = createProfileBuilder();
  const named = new Map<string, number>();
  const indexOf = (symbol: string, object: string): number => {
    const key = `${symbol}\0${object}`;
    const known = named.get(key) ?? builder.functionOf(nameSymbol(symbol, object, own));
    named.set(key, known);
    return known;
  };
  const threads = new Set<string>();
  let all = 0;
  let samples = 0;
  let stack: number[] | null = null;
  const close = (): void => {
    if (stack !== null && stack.length > 0) {
      let node = NO_PARENT;
      for (const index of stack.reverse()) node = builder.node(node, index);
      builder.add(node, 1);
      samples += 1;
    }
    stack = null;
  };
  for (const line of text.split('\n')) {
    const { tid, seconds } = SAMPLE.exec(line)?.groups ?? {};
    if (tid !== undefined) {
      close();
      all += 1;
      if (!isInside(Number(seconds) * 1_000, stretch)) continue;
      threads.add(tid);
      stack = [];
      continue;
    }
    const { symbol, object } = FRAME.exec(line)?.groups ?? {};
    if (symbol !== undefined && object !== undefined) {
      (stack as number[] | null)?.push(indexOf(symbol.replace(OFFSET, ''), object));
    }
  }
  close();
  if (all === 0) throw new BadProfile('the file has no samples in `perf script` format');
  return builder.build({ tool: 'perf', weight: 'samples', threads: threads.size, samples });
}

function isInside(atMs: number, stretch: TimeInterval | undefined): boolean {
  return stretch === undefined || (atMs >= stretch.fromMs && atMs <= stretch.toMs);
}

function nameSymbol(symbol: string, object: string, own: string): ProfiledFunction {
  const place = parseCompiledCodePlace(symbol);
  if (place !== null) return createV8ProfiledFunction(place, own);
  const nowhere = { package: null, file: null, line: null, column: null };
  const name =
    symbol === '[unknown]' ? `(unknown code in ${basename(object.replace(/[[\]]/g, ''))})` : symbol;
  return { ...nowhere, name, owner: 'native' };
}
