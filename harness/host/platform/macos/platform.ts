import { LACKS } from '../lacks.ts';
import type { MachineReader, ProcessTimes } from '../machine-reader.ts';
import type { ListeningProcess, NetworkReader } from '../network-reader.ts';
import { OTHER_MACHINE } from '../other/machine.ts';
import { OTHER_NETWORK } from '../other/network.ts';
import type { Platform } from '../platform.ts';
import { POSIX_PROGRAMS } from '../posix-programs.ts';
import { runBounded } from '../run-bounded.ts';
import { canSignal, sendSignal } from '../send-signal.ts';
import { socketPath } from '../socket-path.ts';
import type { Trees } from '../trees.ts';
import { descendantsOf, listProcesses } from './process-list.ts';
import { MACOS_PROCESSES } from './processes.ts';

/**
 * A tree is the group of its first process and, when it is ended, what descends from it and has left the
 * group. To list processes takes a program of its own, too long for what is asked beside a measurement.
 */
const MACOS_TREES: Trees = {
  ownGroup: true,
  isComplete: false,
  politeEnd: 'signal',
  guardian: 'shell',
  living: ({ pid }) => (canSignal(-pid) ? [pid] : []),
  signal: ({ pid }, signal) => {
    const left = canSignal(pid) ? descendantsOf(pid, listProcesses()) : [];
    sendSignal(-pid, signal);
    for (const one of left) if (one !== process.pid) sendSignal(one, signal);
  },
};

/** What `lsof` tells, which comes with macOS. */
const MACOS_NETWORK: NetworkReader = {
  ...OTHER_NETWORK,
  listeningProcesses: (port) =>
    parseListeners(runBounded('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']) ?? ''),
  listeningPorts: (pid) =>
    parsePorts(
      runBounded('lsof', ['-nP', '-a', '-p', String(pid), '-iTCP', '-sTCP:LISTEN', '-Fn']) ?? '',
    ),
};

/** Reads lines of `lsof -F`: `p` and the number of a process, then `c` and its name. */
export function parseListeners(text: string): readonly ListeningProcess[] {
  const found: ListeningProcess[] = [];
  let pid: number | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('p')) pid = Number(line.slice(1));
    if (line.startsWith('c') && pid !== null) found.push({ pid, name: line.slice(1) });
  }
  return found;
}

/** The same with `n` and an address: `n127.0.0.1:9229`, `n*:3000`, `n[::1]:80`. */
export function parsePorts(text: string): readonly number[] {
  const ports = text.split('\n').flatMap((line) => {
    const port = /^n.*:(\d+)$/u.exec(line)?.[1];
    return port === undefined ? [] : [Number(port)];
  });
  return [...new Set(ports)];
}

const TICK_MS = 10;

const MACOS_MACHINE: MachineReader = {
  ...OTHER_MACHINE,
  processTimes: () => {
    const listed = listProcesses();
    if (listed.length === 0) return null;
    const newestFirst = listed.toSorted((a, b) => b.pid - a.pid);
    return new Map(
      newestFirst.map(({ pid, parent, name, cpuMs }): [number, ProcessTimes] => [
        pid,
        { pid, parent, name, ticks: cpuMs / TICK_MS },
      ]),
    );
  },
  onBattery: () => parsePower(runBounded('pmset', ['-g', 'ps']) ?? ''),
  isVirtual: () => {
    const told = runBounded('sysctl', ['-n', 'kern.hv_vmm_present'])?.trim();
    return told === '1' ? true : told === '0' ? false : null;
  },
};

/** Reads the first line of `pmset -g ps`: `Now drawing from 'Battery Power'`. */
export function parsePower(text: string): boolean | null {
  const source = /drawing from '(.+)'/u.exec(text)?.[1];
  return source === undefined ? null : source === 'Battery Power';
}

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
