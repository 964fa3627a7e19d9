import { OTHER } from '../other/unsupported-operating-system-fallback.ts';
import { extractNodeFlags, findInspectorPort } from '../parse-node-command-line-flags.ts';
import type {
  ListeningProcess,
  MachineReader,
  NetworkReader,
  Platform,
  ProcessTimes,
  ProcessTrees,
} from '../platform.ts';
import type { ProcessFacts, ProcessReader } from '../process-reader.ts';
import { runSystemProgram } from '../run-system-program.ts';
import { canSignal, sendSignal } from '../send-signal.ts';

/** A line of `ps`. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** User and system CPU time so far, milliseconds. */
  readonly cpuMs: number;
  readonly name: string;
}

/** Lists all processes of the machine; empty if `ps` does not answer. It takes about 10 ms. */
export function listProcesses(): readonly ListedProcess[] {
  return parseProcessList(
    runSystemProgram('ps', ['-A', '-o', 'pid=,ppid=,pgid=,time=,comm=']) ?? '',
  );
}

/** Parses the output of `ps -o pid=,ppid=,pgid=,time=,comm=`, on macOS and other Unixes. */
export function parseProcessList(text: string): readonly ListedProcess[] {
  return text.split('\n').flatMap((line) => {
    const found = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*?)\s*$/u.exec(line);
    if (found === null) return [];
    const [, pid, parent, group, time = '', path = ''] = found;
    const cpuMs = cpuTimeMs(time);
    if (cpuMs === null) return [];
    const name = path.slice(path.lastIndexOf('/') + 1);
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), cpuMs, name }];
  });
}

/** Parses `0:01.23` of macOS and `1-02:03:04` of POSIX, milliseconds; null for any other text. */
export function cpuTimeMs(text: string): number | null {
  const found = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:[.,]\d+)?)$/u.exec(text);
  if (found === null) return null;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = found;
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60;
  return Math.round((whole + Number(seconds.replace(',', '.'))) * 1_000);
}

/** Finds a process and all its descendants by their parents, as far as those are alive. */
export function findDescendants(
  root: number,
  processes: readonly Pick<ListedProcess, 'pid' | 'parent'>[],
): readonly number[] {
  const found = new Set([root]);
  let size = 0;
  // Parents may have higher numbers than their children, since numbers are reused.
  while (found.size > size) {
    size = found.size;
    for (const { pid, parent } of processes) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Runs `ps`, which is a program, and therefore only when nothing is measured. */
export const MACOS_PROCESSES: ProcessReader = {
  ...OTHER.processes,
  nameOf: (pid) => {
    const path = runSystemProgram('ps', ['-o', 'comm=', '-p', String(pid)])?.trim();
    return path === undefined || path === '' ? null : path.slice(path.lastIndexOf('/') + 1);
  },
  inspectable: (pid) => {
    const line = runSystemProgram('ps', ['-ww', '-o', 'uid=,state=,args=', '-p', String(pid)]);
    return line === null ? null : parseInspectable(pid, line, process.getuid?.() ?? null);
  },
};

/** Parses `ps -o uid=,state=,args=`; only flags and script matter, as spaces are ambiguous. */
export function parseInspectable(
  pid: number,
  line: string,
  ownUser: number | null,
): ProcessFacts | null {
  const found = /^\s*(\d+)\s+(\S+)\s+(.*\S)\s*$/su.exec(line);
  if (found === null || found[2]?.startsWith('Z')) return null;
  const args = (found[3] ?? '').split(/\s+/u);
  const program = (args[0] ?? '').split('/').at(-1) ?? '';
  const flags = extractNodeFlags(args);
  const script = args[flags.length + 1];
  return {
    pid,
    isOwn: ownUser !== null && Number(found[1]) === ownUser,
    isNode: /^node(js)?([-\d.]*)?$/u.test(program),
    hearsSignal: !flags.includes('--disable-sigusr1'),
    command: script === undefined ? program : `${program} ${script}`,
    ...findInspectorPort(flags),
  };
}

/** Group of the first process; outside descendants only at its end, since listing is slow. */
const MACOS_TREES: ProcessTrees = {
  ...OTHER.trees,
  signal: ({ pid }, signal) => {
    const left = canSignal(pid) ? findDescendants(pid, listProcesses()) : [];
    sendSignal(-pid, signal);
    for (const descendant of left) if (descendant !== process.pid) sendSignal(descendant, signal);
  },
};

/** Reads ports from `lsof`, which comes with macOS. */
const MACOS_NETWORK: NetworkReader = {
  ...OTHER.network,
  listeningProcesses: (port) =>
    parseListeners(
      runSystemProgram('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']) ?? '',
    ),
  listeningPorts: (pid) =>
    parsePorts(
      runSystemProgram('lsof', ['-nP', '-a', '-p', String(pid), '-iTCP', '-sTCP:LISTEN', '-Fn']) ??
        '',
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
  ...OTHER.machine,
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
  onBattery: () => parsePower(runSystemProgram('pmset', ['-g', 'ps']) ?? ''),
  isVirtual: () => {
    const told = runSystemProgram('sysctl', ['-n', 'kern.hv_vmm_present'])?.trim();
    return told === '1' ? true : told === '0' ? false : null;
  },
};

/** Reads the first line of `pmset -g ps`: `Now drawing from 'Battery Power'`. */
export function parsePower(text: string): boolean | null {
  const source = /drawing from '(.+)'/u.exec(text)?.[1];
  return source === undefined ? null : source === 'Battery Power';
}

/** macOS, read through Node.js and programs of the system: ps, lsof, pmset, sysctl. */
export const MACOS: Platform = {
  ...OTHER,
  name: 'macos',
  title: 'macOS',
  nodeName: 'darwin',
  trees: MACOS_TREES,
  processes: MACOS_PROCESSES,
  network: MACOS_NETWORK,
  machine: MACOS_MACHINE,
  lacks: OTHER.lacks.filter(({ id }) => id !== 'inspector-by-pid'),
};
