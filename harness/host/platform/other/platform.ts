import { LACKS } from '../lacks.ts';
import type { Platform } from '../platform.ts';
import { POSIX_PROGRAMS } from '../posix-programs.ts';
import { socketPath } from '../socket-path.ts';
import { OTHER_MACHINE } from './machine.ts';
import { OTHER_NETWORK } from './network.ts';
import { OTHER_PROCESSES } from './processes.ts';
import { OTHER_TREES } from './trees.ts';

/** A Unix of which nothing is known but what Node.js gives everywhere. */
export const OTHER: Platform = {
  name: 'other',
  title: 'a platform that perf-harness does not know',
  nodeName: process.platform,
  trees: OTHER_TREES,
  programs: POSIX_PROGRAMS,
  processes: OTHER_PROCESSES,
  network: OTHER_NETWORK,
  machine: OTHER_MACHINE,
  lock: 'loopback-port',
  localAddress: socketPath,
  commandAccounts: 'node',
  lacks: [
    LACKS['io-account'],
    LACKS['memory-by-kind'],
    LACKS.instructions,
    LACKS['control-groups'],
    LACKS['foreign-programs'],
    LACKS.cores,
    LACKS['inspector-by-pid'],
    LACKS['lost-descendants'],
  ],
};
