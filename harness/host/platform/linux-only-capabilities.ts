import type { MissingCapability } from './platform.ts';

/** Capabilities of Linux alone, for the `lacks` of the other platforms. */
export const LINUX_ONLY_CAPABILITIES = {
  'io-account': {
    id: 'io-account',
    what: 'what a program reads from and writes to storage',
    without: 'io_read and io_write of commands',
    kinds: ['command'],
  },
  'memory-by-kind': {
    id: 'memory-by-kind',
    what: 'the memory of a process by its kind',
    without: 'limits for the memory of programs that the loop tries',
    kinds: [],
  },
  instructions: {
    id: 'instructions',
    what: 'counted instructions',
    without: 'the metric instructions, and the profilers callgrind and perf',
    kinds: [],
  },
  'control-groups': {
    id: 'control-groups',
    what: 'control groups',
    without: 'the share of the cores that a server may use',
    kinds: ['http', 'k6'],
  },
  'foreign-programs': {
    id: 'foreign-programs',
    what: 'what programs other than Node.js have used',
    without: 'cpu_time and memory_peak of those',
    kinds: ['command', 'http', 'k6'],
  },
  cores: {
    id: 'cores',
    what: 'which cores a process runs on',
    without: 'cores of their own for load generator and server',
    kinds: ['http'],
  },
  'inspector-by-pid': {
    id: 'inspector-by-pid',
    what: 'who a running process is and where it listens',
    without: '`profile --pid`',
    kinds: [],
  },
  'lost-descendants': {
    id: 'lost-descendants',
    what: 'descendants whose parents have ended',
    without: 'the end of what a program has left in the background',
    kinds: ['command', 'http', 'k6', 'page'],
  },
  'polite-end': {
    id: 'polite-end',
    what: 'a signal that asks a program to end',
    without: 'what servers other than Node.js do when they are told to stop',
    kinds: ['http', 'k6', 'page'],
  },
} as const satisfies {
  readonly [Id in MissingCapability['id']]: MissingCapability & { readonly id: Id };
};
