import { LACKS } from '../lacks.ts';
import type { Platform } from '../platform.ts';
import { POSIX_PROGRAMS } from '../posix-programs.ts';
import { socketPath } from '../socket-path.ts';
import { MACOS_MACHINE } from './machine.ts';
import { MACOS_NETWORK } from './network.ts';
import { MACOS_PROCESSES } from './processes.ts';
import { MACOS_TREES } from './trees.ts';

/** What macOS tells by Node.js and by the programs that come with it: ps, lsof, pmset, sysctl. */
export const MACOS: Platform = {
  name: 'macos',
  title: 'macOS',
  nodeName: 'darwin',
  trees: MACOS_TREES,
  programs: POSIX_PROGRAMS,
  processes: MACOS_PROCESSES,
  network: MACOS_NETWORK,
  machine: MACOS_MACHINE,
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
    LACKS['lost-descendants'],
  ],
};
