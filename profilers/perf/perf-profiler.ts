import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type {
  AttachedProfiler,
  ProfileResult,
  Profiler,
  TimeInterval,
} from '../../harness/model/program/profiler.ts';
import type { CommandLine } from '../../harness/model/scenario/scenario.ts';
import { createV8ProfiledFunction } from '../create-v8-profiled-function.ts';
import { createProfileBuilder, NO_PARENT, rememberFunctions } from '../profile-builder.ts';
import { parseCompiledCodePlace } from '../read-jit-perf-map.ts';
import { runProfilerAnalysis } from '../tool/run-profiler-analysis.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { PERF_RECORD_ARGUMENTS } from './find-linux-perf.ts';
import { isPerfScript, type PerfFrame, readPerfSamples } from './perf-script-samples.ts';

/** Folder of perf-harness, whose code in the measured process does not belong to the program. */
const OWN = fileURLToPath(new URL('../../', import.meta.url));
const SCRIPT_LIMIT_MS = 120_000;
/** Longest text, which fits in a V8 string; a million samples take less. */
const MOST_CHARACTERS = 400e6;
/** By name: by path, perf puts its folder first in PATH, which may select another Node.js. */
const BY_NAME = 'perf';
/** Makes V8 report its code to perf, and gives interpreted functions frames of their own. */
const NODE_OPTIONS = ['--perf-basic-prof', '--interpreted-frames-native-stack'];

/** Linux's perf: samples of all threads with native and kernel frames. @param perf - Path of the program. */
export function createPerfProfiler(host: Host, perf: string): Profiler {
  return {
    id: 'perf',
    attach: (folder, nodeOptions): AttachedProfiler => {
      const data = join(folder, 'perf.data');
      return {
        env: { NODE_OPTIONS: [nodeOptions ?? '', ...NODE_OPTIONS].join(' ').trim() },
        wrap: (command) => wrap(command, [BY_NAME, ...PERF_RECORD_ARGUMENTS, '-o', data, '--']),
        read: async (stretch) => {
          if (!host.files.isFile(data)) throw new UnitFailure(NOTHING_RECORDED);
          const text = await runProfilerAnalysis(host, {
            tool: 'perf script',
            file: perf,
            args: ['script', '-i', data, '-F', 'comm,pid,tid,time,event,ip,sym,dso'],
            cwd: folder,
            timeoutMs: SCRIPT_LIMIT_MS,
            maxOutput: MOST_CHARACTERS,
          });
          removeMaps(host, text);
          return readOne(text, stretch);
        },
      };
    },
  };
}

/** Wraps a command; shell text is passed to a shell, since perf starts only programs. */
function wrap(command: CommandLine, before: readonly [string, ...string[]]): CommandLine {
  const argv = command.type === 'argv' ? command.argv : ['/bin/sh', '-c', command.text];
  return { type: 'argv', argv: [...before, ...argv] };
}

/** Removes maps, which V8 writes where perf expects them and never deletes. */
function removeMaps({ files }: Host, text: string): void {
  const pids = new Set(Array.from(text.matchAll(/^\S.*?\s(\d+)\/\d+\s/gm), ([, pid]) => pid));
  for (const pid of pids) files.remove(`/tmp/perf-${pid}.map`);
}

function readOne(text: string, stretch: TimeInterval): ProfileResult {
  try {
    const profile = readPerfScript(text, { stretch, own: OWN });
    if (profile.tree.of.length > 0) return { profile, lost: 0 };
  } catch (error) {
    if (!(error instanceof BadProfile)) throw error;
    const message = `the perf recording cannot be read: ${error.message}`;
    throw new UnitFailure({ reason: 'protocol', message });
  }
  throw new UnitFailure({
    reason: 'protocol',
    message: 'perf has no samples within the measurement window',
    remedy: 'Measure for longer to collect samples.',
  });
}

const NOTHING_RECORDED = {
  reason: 'protocol',
  message: 'perf recorded nothing',
  remedy: 'Run the command under `perf record -g` by hand to see why.',
} as const;

interface ReadPerfOptions {
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
