import { cpus } from 'node:os';
import { LINUX_ONLY_CAPABILITIES } from '../linux-only-capabilities.ts';
import type { MachineReader, NetworkReader, Platform, ProcessTrees } from '../platform.ts';
import { POSIX_PROGRAM_STARTER } from '../posix-program-starter.ts';
import type { ProcessReader } from '../process-reader.ts';
import { canSignal, sendSignal } from '../send-signal.ts';
import { socketPath } from '../unix-socket-path.ts';

/** One tick of 10 ms, the unit of the other readers. */
const TICK_MS = 10;

/** Machine data that Node.js itself provides, on every platform. */
const OTHER_MACHINE: MachineReader = {
  cpuTimes: () => {
    const cores = coreTimes();
    if (cores.length === 0) return null;
    const sum = (of: (core: CoreTimes) => number): number =>
      cores.reduce((total, core) => total + of(core), 0);
    return { busy: sum(({ busy }) => busy), steal: null, total: sum(({ total }) => total) };
  },
  totals: () => ({ cores: coreTimes(), disks: new Map(), memoryWaitUs: null }),
  processTimes: () => null,
  governors: () => [],
  onBattery: () => null,
  isVirtual: () => null,
};

interface CoreTimes {
  readonly busy: number;
  readonly total: number;
}

function coreTimes(): readonly CoreTimes[] {
  return cpus().map(({ times: { user, nice, sys, irq, idle } }) => {
    const busy = (user + nice + sys + irq) / TICK_MS;
    return { busy, total: busy + idle / TICK_MS };
  });
}

/** For platforms that do not report who listens. */
const OTHER_NETWORK: NetworkReader = {
  listeningProcesses: () => [],
  listeningPorts: () => [],
  outgoingPorts: () => null,
};

/** For platforms that report only whether another process exists. */
const OTHER_PROCESSES: ProcessReader = {
  state: () => null,
  accounts: () => [],
  threadTimes: () => null,
  moment: () => null,
  countSockets: () => null,
  allowedCores: () => null,
  cores: () => null,
  coresOfThreads: () => [],
  holdCommand: () => null,
  origin: () => null,
  nameOf: () => null,
  ownMemoryBytes: () => null,
  inspectable: () => null,
  namespace: () => '',
};

/** The tree is the group of its first process; processes that left it are not found. */
const OTHER_TREES: ProcessTrees = {
  ownGroup: true,
  isComplete: false,
  politeEnd: 'signal',
  guardian: 'shell',
  living: ({ pid }) => (canSignal(-pid) ? [pid] : []),
  signal: ({ pid }, signal) => sendSignal(-pid, signal),
};

/** An unknown Unix, with only the features that Node.js provides everywhere; others build on it. */
export const OTHER: Platform = {
  name: 'other',
  title: 'an unknown platform',
  nodeName: process.platform,
  trees: OTHER_TREES,
  programs: POSIX_PROGRAM_STARTER,
  processes: OTHER_PROCESSES,
  network: OTHER_NETWORK,
  machine: OTHER_MACHINE,
  lock: 'loopback-port',
  localAddress: socketPath,
  commandAccounts: 'node',
  lacks: Object.values(LINUX_ONLY_CAPABILITIES).filter(({ id }) => id !== 'polite-end'),
};
