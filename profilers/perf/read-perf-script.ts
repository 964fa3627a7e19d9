import { basename } from 'node:path';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { TimeInterval } from '../../harness/model/program/profiler.ts';
import { createV8ProfiledFunction } from '../create-v8-profiled-function.ts';
import { createProfileBuilder, NO_PARENT, rememberFunctions } from '../profile-builder.ts';
import { parseCompiledCodePlace } from '../read-jit-perf-map.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { isPerfScript, type PerfFrame, readPerfSamples } from './perf-script-samples.ts';

export interface ReadPerfOptions {
  /** Samples outside of it are left out; absent: all count. */
  readonly stretch?: TimeInterval;
  /** Folder of perf-harness, with a slash at its end. */
  readonly own: string;
}

/** Reads `perf script -F comm,pid,tid,time,event,ip,sym,dso` on the monotonic clock. @throws BadProfile */
export function readPerfScript(text: string, { stretch, own }: ReadPerfOptions): Profile {
  if (!isPerfScript(text)) {
    throw new BadProfile('the file has no samples in `perf script` format');
  }
  const builder = createProfileBuilder();
  const functionOf = rememberFunctions(
    builder,
    ({ symbol, object }: PerfFrame) => nameSymbol(symbol, object, own),
    ({ symbol, object }) => `${symbol}\0${object}`,
  );
  const threads = new Set<string>();
  let samples = 0;
  for (const { thread, timeMs, frames } of readPerfSamples(text)) {
    if (!isInside(timeMs, stretch)) continue;
    threads.add(thread);
    if (frames.length === 0) continue;
    let node = NO_PARENT;
    for (const frame of frames.toReversed()) node = builder.node(node, functionOf(frame));
    builder.add(node, 1);
    samples += 1;
  }
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
