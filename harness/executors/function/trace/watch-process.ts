import os from 'node:os';
import { isOwnWork } from '../../../loader/own-work.ts';
import { isCalledByNode } from './called-by-node.ts';
import type { SeenInputs } from './seen-inputs.ts';
import { watchMembers, watchProperty } from './watched.ts';

/** What a process tells of itself, and is another value each time. */
const MEASURES = [
  ...['hrtime', 'uptime', 'cpuUsage', 'threadCpuUsage', 'memoryUsage', 'resourceUsage'],
  ...['constrainedMemory', 'availableMemory', 'getActiveResourcesInfo'],
];
/** What leads past everything that is watched. */
const AROUND = ['binding', '_linkedBinding', 'dlopen', 'execve', '_debugProcess', '_kill', 'kill'];
/** What the machine tells of itself at the moment. */
const OF_MACHINE = ['loadavg', 'freemem', 'uptime', 'cpus', 'networkInterfaces'];
/** What opens a way to others, or to a store. To read the classes would have Node.js load them. */
const WAYS_OUT = ['WebSocket', 'EventSource', 'BroadcastChannel', 'localStorage', 'sessionStorage'];

/** Follows what a program asks of its process, of the machine and of the globals of Node.js. */
export function watchProcess(seen: SeenInputs): void {
  const varies = (name: string): void => seen.refuse(`it asks what varies (${name})`);
  watchMembers(process.hrtime, ['bigint'], () => varies('process.hrtime'));
  watchMembers(process.memoryUsage, ['rss'], () => varies('process.memoryUsage'));
  watchMembers(process, MEASURES, (name) => varies(`process.${name}`));
  watchMembers(process, AROUND, (name) => {
    if (name !== 'dlopen' || !isOwnWork()) {
      seen.refuse(`it does what cannot be followed (process.${name})`);
    }
  });
  const { pid } = process;
  watchProperty(
    process,
    'pid',
    () => {
      if (!isOwnWork() && !isCalledByNode()) seen.refuse('it asks for process.pid');
    },
    () => pid,
  );
  for (const name of ['ppid', 'report', 'stdin']) {
    watchProperty(process, name, () => seen.refuse(`it asks for process.${name}`));
  }
  // It is there only because of the trace, and cannot be hidden.
  watchMembers(process.permission, ['has', 'drop'], () =>
    seen.refuse('it asks for its permissions'),
  );
  watchMembers(os, OF_MACHINE, (name) => varies(`os.${name}`));
  watchMembers(globalThis, ['fetch'], () => seen.refuse('it uses the network (fetch)'));
  for (const name of WAYS_OUT) {
    watchProperty(globalThis, name, () => seen.refuse(`it asks for ${name}`));
  }
}
