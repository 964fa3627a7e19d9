import os from 'node:os';
import v8 from 'node:v8';
import { isOwnWork } from '../../loader/own-work.ts';
import { isCalledByNode } from './called-by-node.ts';
import type { SeenInputs } from './seen-inputs.ts';
import type { TracedUnit } from './traced-unit.ts';
import { watchMembers, watchProperty } from './watched.ts';

/** What a process tells of itself, and is another value each time. */
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
/** What leads past everything that is watched. */
const AROUND = ['binding', '_linkedBinding', 'dlopen', 'execve', '_debugProcess', '_kill', 'kill'];
/** What the machine tells of itself at the moment. */
const OF_MACHINE = ['loadavg', 'freemem', 'uptime', 'cpus', 'networkInterfaces'];
/** What opens a way to others, or to a store. To read the classes would have Node.js load them. */
const WAYS_OUT = ['WebSocket', 'EventSource', 'BroadcastChannel', 'localStorage', 'sessionStorage'];

/** What of `v8` says nothing of this process. */
const PLAIN_V8: ReadonlySet<string> = new Set([
  'serialize',
  'deserialize',
  'Serializer',
  'Deserializer',
  'DefaultSerializer',
  'DefaultDeserializer',
]);

/** Follows what a program asks of its process, of the machine and of the globals of Node.js. */
export function watchProcess(seen: SeenInputs, unit: TracedUnit): void {
  const varies = (name: string): void => seen.refuse(`it asks what varies (${name})`);
  watchMembers(process.hrtime, ['bigint'], () => varies('process.hrtime'));
  watchMembers(process.memoryUsage, ['rss'], () => varies('process.memoryUsage'));
  watchMembers(process, MEASURES, (name) => varies(`process.${name}`));
  watchMembers(process, AROUND, (name) => {
    if (name !== 'dlopen' || !isOwnWork()) {
      seen.refuse(`it does what cannot be followed (process.${name})`);
    }
  });
  const { pid, ppid } = process;
  const ofItself: Readonly<Record<string, unknown>> = { pid, ppid, report: undefined };
  // A program has nothing to read on stdin, measured or traced.
  const asked = unit === 'function' ? { ...ofItself, stdin: undefined } : ofItself;
  for (const [name, value] of Object.entries(asked)) {
    watchProperty(
      process,
      name,
      () => {
        if (!isOwnWork() && !isCalledByNode()) seen.refuse(`it asks for process.${name}`);
      },
      () => value,
    );
  }
  // It is there only because of the trace, and cannot be hidden.
  watchMembers(process.permission, ['has', 'drop'], () =>
    seen.refuse('it asks for its permissions'),
  );
  const ofHeap = Object.keys(v8).filter((name) => !PLAIN_V8.has(name));
  watchMembers(v8, ofHeap, (name) => varies(`v8.${name}`));
  watchMembers(os, OF_MACHINE, (name) => varies(`os.${name}`));
  watchMembers(globalThis, ['fetch'], () => seen.refuse('it uses the network (fetch)'));
  for (const name of WAYS_OUT) {
    watchProperty(globalThis, name, () => seen.refuse(`it asks for ${name}`));
  }
}
