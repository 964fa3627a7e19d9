import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { isLoaderActive } from '../../loader/track-loader-own-activity.ts';
import {
  createTracedInputRecorder,
  type TracedInputRecorder,
  type TracedWorkloadKind,
} from './external-input-recorder.ts';
import {
  isCalledByNode,
  watchMembers,
  watchProperty,
} from './report-function-calls-and-property-reads.ts';
import { watchModuleLoading } from './watch-module-loading.ts';
import { watchNondeterminism } from './watch-nondeterminism.ts';
import { watchPermissionChecks } from './watch-permission-checks.ts';

/**
 * Records what this process reads, and ends it before an operation that cannot be traced. null if
 * this Node.js does not support it.
 */
export async function recordProcessInputs(
  noteFile: string,
  unit: TracedWorkloadKind = 'function',
): Promise<TracedInputRecorder | null> {
  const seen = createTracedInputRecorder(noteFile);
  await watchHandles(seen);
  if (!watchPermissionChecks(seen, unit)) return null;
  watchModuleLoading(seen, unit);
  watchFiles(seen);
  watchNondeterminism(seen);
  watchProcess(seen, unit);
  // Extends watching to functions imported by name.
  syncBuiltinESMExports();
  return seen;
}

/** Functions that list the names in a folder. */
const LISTING = /^(?:readdir|opendir|glob)(?:Sync)?$/u;
/** Functions revealing more than a file's content: its change time, which differs per copy. */
const STATE = /^(?:[fl]?stat|statfs)(?:Sync)?$/u;
/** Functions that report later changes. */
const WATCHING = /^watch(?:File)?$/u;
/** Functions that change a file that is already open, for which no permission is checked. */
const BY_DESCRIPTOR = /^f(?:chmod|chown|truncate|utimes)(?:Sync)?$/u;
/** Functions Node.js implements in JavaScript, step by step, unseen by `--permission-audit`. */
const REAL_PATH = /^realpath(?:Sync)?$/u;

/** Watches file system uses that the permission checks below do not cover, as they do paths. */
function watchFiles(seen: TracedInputRecorder): void {
  const { promises } = fs;
  for (const owner of [fs, promises]) {
    watchMembers(owner, LISTING, () => seen.listing());
    watchMembers(owner, WATCHING, (name) => seen.refuse(`it watches files (fs.${name})`));
    // The loader makes such calls for itself, and only checks which files exist.
    watchMembers(owner, STATE, (name) => {
      if (!isLoaderActive() && !isCalledByNode())
        seen.refuse(`it reads file timestamps (fs.${name})`);
    });
    watchMembers(owner, BY_DESCRIPTOR, (name) => seen.refuse(`it writes a file (fs.${name})`));
    watchMembers(owner, REAL_PATH, (_, [path]) => seen.path(absolute(path)));
  }
  // File handles have the same operations as methods, see `watchHandles`.
  watchMembers(fs, ['openAsBlob'], () => seen.refuse('it reads a file as a Blob'));
}

/** Watches the handles of `fs/promises`, whose class is only accessible through an instance. */
async function watchHandles(seen: TracedInputRecorder): Promise<void> {
  // A file that is there wherever this module has been put.
  const handle = await fs.promises.open(process.execPath);
  const prototype: object = Object.getPrototypeOf(handle);
  await handle.close();
  watchMembers(prototype, ['stat'], () => seen.refuse('it reads file timestamps (stat)'));
  watchMembers(prototype, ['chmod', 'chown', 'truncate', 'utimes'], (name) =>
    seen.refuse(`it writes a file (${name})`),
  );
}

// Taken before any user code could replace it.
const cwd = process.cwd.bind(process);

function absolute(path: unknown): string {
  const text = path instanceof URL ? fileURLToPath(path) : String(path);
  return text.startsWith('/') ? text : `${cwd()}/${text}`;
}

/** Functions that return state of the process, a different value each time. */
const MEASURES = [
  'hrtime',
  'uptime',
  'cpuUsage',
  'threadCpuUsage',
  'memoryUsage',
  'resourceUsage',
  'constrainedMemory',
  'availableMemory',
  'getActiveResourcesInfo',
];
/** Functions that bypass everything that is watched. */
const AROUND = ['binding', '_linkedBinding', 'dlopen', 'execve', '_debugProcess', '_kill', 'kill'];
/** Functions that return the current state of the machine. */
const OF_MACHINE = ['loadavg', 'freemem', 'uptime', 'cpus', 'networkInterfaces'];
/** Globals that open a connection or store. Reading the classes would make Node.js load them. */
const WAYS_OUT = ['WebSocket', 'EventSource', 'BroadcastChannel', 'localStorage', 'sessionStorage'];

/** Exports of `v8` that reveal nothing of this process. */
const PLAIN_V8: ReadonlySet<string> = new Set([
  'serialize',
  'deserialize',
  'Serializer',
  'Deserializer',
  'DefaultSerializer',
  'DefaultDeserializer',
]);

/** Watches what a program reads of its process, the machine and the globals of Node.js. */
function watchProcess(seen: TracedInputRecorder, unit: TracedWorkloadKind): void {
  const varies = (name: string): void => seen.refuse(`it reads a value that varies (${name})`);
  watchMembers(process.hrtime, ['bigint'], () => varies('process.hrtime'));
  watchMembers(process.memoryUsage, ['rss'], () => varies('process.memoryUsage'));
  watchMembers(process, MEASURES, (name) => varies(`process.${name}`));
  watchMembers(process, AROUND, (name) => {
    if (name !== 'dlopen' || !isLoaderActive()) {
      seen.refuse(`it performs an operation that cannot be traced (process.${name})`);
    }
  });
  const { pid, ppid } = process;
  const ofItself: Readonly<Record<string, unknown>> = { pid, ppid, report: undefined };
  // A program has nothing to read on stdin, whether measured or traced.
  const asked = unit === 'function' ? { ...ofItself, stdin: undefined } : ofItself;
  for (const [name, value] of Object.entries(asked)) {
    watchProperty(
      process,
      name,
      () => {
        if (!isLoaderActive() && !isCalledByNode()) seen.refuse(`it accesses process.${name}`);
      },
      () => value,
    );
  }
  // It is there only because of the trace, and cannot be hidden.
  watchMembers(process.permission, ['has', 'drop'], () => seen.refuse('it checks its permissions'));
  const ofHeap = Object.keys(v8).filter((name) => !PLAIN_V8.has(name));
  watchMembers(v8, ofHeap, (name) => varies(`v8.${name}`));
  watchMembers(os, OF_MACHINE, (name) => varies(`os.${name}`));
  watchMembers(globalThis, ['fetch'], () => seen.refuse('it uses the network (fetch)'));
  for (const name of WAYS_OUT) {
    watchProperty(globalThis, name, () => seen.refuse(`it accesses ${name}`));
  }
}
