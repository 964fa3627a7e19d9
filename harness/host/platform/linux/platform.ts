import type { Platform } from '../platform.ts';
import { POSIX_PROGRAMS } from '../posix-programs.ts';
import { socketPath } from '../socket-path.ts';
import { listeningPorts, listeningProcesses } from './listening-processes.ts';
import { LINUX_MACHINE } from './machine.ts';
import { outgoingPorts } from './outgoing-ports.ts';
import { LINUX_PROCESSES } from './processes.ts';
import { LINUX_TREES } from './trees.ts';

/** Linux tells all of it, through /proc and /sys. */
export const LINUX: Platform = {
  name: 'linux',
  title: 'Linux',
  nodeName: 'linux',
  trees: LINUX_TREES,
  programs: POSIX_PROGRAMS,
  processes: LINUX_PROCESSES,
  network: { listeningProcesses, listeningPorts, outgoingPorts },
  machine: LINUX_MACHINE,
  lock: 'abstract-socket',
  localAddress: socketPath,
  commandAccounts: 'kernel',
  lacks: [],
};
