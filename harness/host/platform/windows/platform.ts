import { LACKS } from '../lacks.ts';
import { OTHER_MACHINE } from '../other/machine.ts';
import { OTHER_NETWORK } from '../other/network.ts';
import { OTHER_PROCESSES } from '../other/processes.ts';
import type { Platform } from '../platform.ts';
import { WINDOWS_TREES } from './trees.ts';

/** What Windows tells by Node.js; its own programs take too long to be asked beside a measurement. */
export const WINDOWS: Platform = {
  name: 'windows',
  title: 'Windows',
  nodeName: 'win32',
  trees: WINDOWS_TREES,
  processes: OTHER_PROCESSES,
  network: OTHER_NETWORK,
  machine: OTHER_MACHINE,
  lock: 'loopback-port',
  commandAccounts: 'node',
  lacks: Object.values(LACKS),
};
