import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addPreload } from '../../harness/host/process/preload-into-node.ts';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Profile, ProfiledFunction } from '../../harness/model/program/profile.ts';
import type { Profiler, TimeInterval } from '../../harness/model/program/profiler.ts';
import type {
  WaitRecord,
  WaitSite,
} from '../../harness/model/program/program-wait-record-types.ts';
import type { Failure } from '../../harness/model/trial.ts';
import { createProfileBuilder, NO_PARENT } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import {
  explainMissingThreadRecords,
  type MissingRecordReasons,
} from '../v8/explain-missing-thread-records.ts';
import { joinThreadWaits } from './merge-thread-and-process-waits.ts';
import { parseWaitFile, type ThreadWaits } from './parse-wait-file.ts';

/** Folder of perf-harness, whose code in the measured process does not belong to the program. */
const OWN = fileURLToPath(new URL('../../', import.meta.url));

export interface RecordedWaits extends WaitRecord {
  /** Number of threads that were ended before they could write, or whose file is unreadable. */
  readonly lost: number;
}

export interface AttachedWaitProfiler {
  /** Variables added to the environment of the measured program, including `NODE_OPTIONS`. */
  readonly env: Readonly<Record<string, string>>;
  /** Returns the waits in a stretch; called once after the unit has closed. @throws UnitFailure */
  readonly read: (stretch: TimeInterval) => Promise<RecordedWaits>;
}

/** Loads a preload into all of a program's Node.js threads and processes; it reports awaits. */
export function createWaitProfiler(host: Host) {
  return {
    id: 'waits',
    /** @param folder - Its own, stays until `read` ends. @param nodeOptions - As for the program. */
    attach: (folder: string, nodeOptions: string | undefined): AttachedWaitProfiler => ({
      env: {
        PERF_HARNESS_WAITS: folder,
        NODE_OPTIONS: addPreload(nodeOptions, import.meta.url, './wait-recorder-preload'),
      },
      read: async (stretch) => readFolder(host, folder, stretch),
    }),
  };
}

function readFolder(host: Host, folder: string, stretch: TimeInterval): RecordedWaits {
  const names = host.files.list(folder);
  const begun = names.filter((name) => name.endsWith('.begun')).length;
  const written = names.filter((name) => name.endsWith('.waits'));
  const read = written.map((name) => readOne(host, join(folder, name)));
  const threads = read.filter((result) => typeof result !== 'string');
  if (threads.length === 0) {
    const broken = read.find((result) => typeof result === 'string');
    if (broken !== undefined) throw new UnitFailure(unreadable(broken));
    throw explainMissingThreadRecords(host, folder, MISSING);
  }
  try {
    const record = joinThreadWaits(threads, stretch, OWN);
    return { ...record, lost: Math.max(begun, written.length) - threads.length };
  } catch (error) {
    if (!(error instanceof BadProfile)) throw error;
    throw new UnitFailure(unreadable(error.message));
  }
}

/** @returns The problem, for an unreadable file. */
function readOne(host: Host, path: string): ThreadWaits | string {
  try {
    return parseWaitFile(host.files.read(path) ?? '');
  } catch (error) {
    if (!(error instanceof BadProfile)) throw error;
    return error.message;
  }
}

function unreadable(what: string): Failure {
  return { reason: 'protocol', message: `the wait record cannot be read: ${what}` };
}

const MISSING: MissingRecordReasons = {
  refused: [
    'Node.js could not be traced',
    'Run the program without a permission model that forbids writing files.',
  ],
  killed: [
    'the program was killed before it could write its wait record',
    'Let the program exit on its own or within two seconds of SIGTERM; SIGKILL leaves no record.',
  ],
  notLoaded: [
    'the program left no wait record',
    'Only Node.js writes a wait record: check that the program runs on Node.js 18.18 or later and preserves NODE_OPTIONS.',
  ],
};

const NONE = -1;

/**
 * Creates a profile of waits: the waiting functions, outermost first, and at the end of each stack
 * the awaited operation. Concurrent waits are added up, like the times of threads: ten concurrent
 * queries of one second weigh ten seconds. For a program that served requests, only the waits of
 * those requests count, since its other work delays nobody.
 */
export function createWaitProfile({ functions, sites, operations, spans }: WaitRecord): Profile {
  const isServer = operations.length > 0;
  const builder = createProfileBuilder();
  const weights = new Float64Array(sites.length);
  for (const [span, site] of spans.site.entries()) {
    const operation = operations[spans.operation[span] ?? NONE];
    if (isServer && operation === undefined) continue;
    const waited = (spans.endMs[span] ?? 0) - (spans.startMs[span] ?? 0);
    weights[site] = (weights[site] ?? 0) + waited * (operation?.weight ?? 1);
  }
  const indexes = functions.map(builder.functionOf);
  for (const [index, site] of sites.entries()) {
    const weight = weights[index] ?? 0;
    if (weight === 0) continue;
    let at = NO_PARENT;
    for (const frame of site.stack.toReversed()) at = builder.node(at, indexes[frame] ?? 0);
    const [innermost, line = 0] = [site.stack[0], site.lines[0]];
    const waiting = innermost === undefined ? null : (functions[innermost] ?? null);
    builder.add(builder.node(at, builder.functionOf(waitedFor(site, waiting))), weight);
    if (innermost !== undefined && line > 0) {
      builder.addLine(indexes[innermost] ?? 0, line, weight);
    }
  }
  return builder.build({ tool: 'waits', weight: 'waited', threads: 1, samples: null });
}

/** Represents the awaited operation as a function called at the place that waits for it. */
function waitedFor(
  { kind, detail, target, lines: [line = 0] }: WaitSite,
  waiting: ProfiledFunction | null,
): ProfiledFunction {
  const isNamed = target !== null && !detail.includes(target);
  const name = `${kind}: ${detail}${isNamed ? ` (${target})` : ''}`;
  const { owner, package: from, file } = waiting ?? NOWHERE;
  return { name, owner, package: from, file, line: line > 0 ? line : null, column: null };
}

const NOWHERE = { owner: 'native', package: null, file: null } as const;

/** Adapts the wait profiler to profile waiting functions and waits instead of CPU time. */
export function createWaitProfilerAdapter(host: Host): Profiler {
  const { id, attach } = createWaitProfiler(host);
  return {
    id,
    attach: (folder, nodeOptions) => {
      const { env, read } = attach(folder, nodeOptions);
      return {
        env,
        read: async (stretch) => {
          const record = await read(stretch);
          return { profile: createWaitProfile(record), lost: record.lost };
        },
      };
    },
  };
}
