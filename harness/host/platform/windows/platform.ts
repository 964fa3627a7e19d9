import { join } from 'node:path';
import { LACKS } from '../lacks.ts';
import { OTHER_MACHINE } from '../other/machine.ts';
import { OTHER_NETWORK } from '../other/network.ts';
import { OTHER_PROCESSES } from '../other/processes.ts';
import type { Platform } from '../platform.ts';
import { POSIX_PROGRAMS } from '../posix-programs.ts';
import { pipeAddress } from './pipe-address.ts';
import { WINDOWS_PROGRAMS } from './programs.ts';
import { WINDOWS_TREES } from './trees.ts';

/** A machine that stands for Windows has its own programs and paths all the same. */
const isReal = process.platform === 'win32';

/** What Windows tells by Node.js; its own programs take too long to be asked beside a measurement. */
export const WINDOWS: Platform = {
  name: 'windows',
  title: 'Windows',
  nodeName: 'win32',
  trees: WINDOWS_TREES,
  programs: isReal ? WINDOWS_PROGRAMS : POSIX_PROGRAMS,
  processes: OTHER_PROCESSES,
  network: OTHER_NETWORK,
  machine: OTHER_MACHINE,
  lock: 'loopback-port',
  localAddress: isReal ? pipeAddress : join,
  commandAccounts: 'node',
  lacks: Object.values(LACKS),
};
