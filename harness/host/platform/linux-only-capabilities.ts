import type { MissingCapability } from './platform.ts';

/** Capabilities of Linux alone, for the `lacks` of the other platforms. */
export const LINUX_ONLY_CAPABILITIES = {
  'io-account': {
    id: 'io-account',
    what: 'storage reads and writes of a program',
    without: 'io_read and io_write for commands',
    kinds: ['command'],
  },
  'memory-by-kind': {
    id: 'memory-by-kind',
    what: 'process memory by type',
    without: 'memory limits for programs started by plugins',
    kinds: [],
  },
  instructions: {
    id: 'instructions',
    what: 'instruction counting',
    without: 'the instructions metric, and the callgrind and perf profilers',
    kinds: [],
  },
  'control-groups': {
    id: 'control-groups',
    what: 'control groups',
    without: 'limiting the share of the CPU cores that a server may use',
    kinds: ['http', 'k6'],
  },
  'foreign-programs': {
    id: 'foreign-programs',
    what: 'resource usage of programs other than Node.js',
    without: 'cpu_time and memory_peak of programs other than Node.js',
    kinds: ['command', 'http', 'k6'],
  },
  cores: {
    id: 'cores',
    what: 'CPU affinity of processes',
    without: 'separate cores for load generator and server',
    kinds: ['http'],
  },
  'inspector-by-pid': {
    id: 'inspector-by-pid',
    what: 'the identity and ports of a running process',
    without: '`profile --pid`',
    kinds: [],
  },
  'lost-descendants': {
    id: 'lost-descendants',
    what: 'descendant processes whose parents have exited',
    without: 'ending processes that a program leaves in the background',
    kinds: ['command', 'http', 'k6', 'page'],
  },
  'polite-end': {
    id: 'polite-end',
    what: 'a graceful termination signal',
    without: 'shutdown handling of servers other than Node.js',
    kinds: ['http', 'k6', 'page'],
  },
} as const satisfies {
  readonly [Id in MissingCapability['id']]: MissingCapability & { readonly id: Id };
};
