import type { Scenario } from '../../model/scenario/scenario.ts';
import type { PlatformName } from './platform-name.ts';
import type { ProcessReader } from './process-reader.ts';

/** Reads information that a system provides as files; null or empty if missing or unreadable. */
export interface KernelFiles {
  readonly read: (path: string) => string | null;
  readonly list: (folder: string) => readonly string[];
}

/** CPU time since boot over all cores, in ticks of 10 ms. */
export interface CpuTimes {
  readonly busy: number;
  /** Time that this system wanted and the hypervisor gave to another; null where not reported. */
  readonly steal: number | null;
  readonly total: number;
}

/** State of one process at one moment. */
export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** As the kernel shortens it, 15 characters. */
  readonly name: string;
  /** User and system time of all its threads, in ticks of 10 ms. */
  readonly ticks: number;
}

/** Counts of the machine since it started. */
export interface MachineTotals {
  /** Ticks of each core. */
  readonly cores: readonly { readonly busy: number; readonly total: number }[];
  /** By disk, milliseconds with work. */
  readonly disks: ReadonlyMap<string, number>;
  /** Microseconds in which any task waited for memory; null: not reported. */
  readonly memoryWaitUs: number | null;
}

/** Reads the state of the machine. */
export interface MachineReader {
  readonly cpuTimes: (kernel: KernelFiles) => CpuTimes | null;
  readonly totals: (kernel: KernelFiles) => MachineTotals;
  /** Visible processes, newest first; null: not reported. @param isTimeUp - Checked after each. */
  readonly processTimes: (
    kernel: KernelFiles,
    isTimeUp: () => boolean,
  ) => ReadonlyMap<number, ProcessTimes> | null;
  /** Frequency governors of cores, without duplicates; empty if the system reports none. */
  readonly governors: (kernel: KernelFiles) => readonly string[];
  /** True if the machine runs on its battery; null where no power supply is shown. */
  readonly onBattery: (kernel: KernelFiles) => boolean | null;
  /** True if a hypervisor runs this system; null where nothing indicates either. */
  readonly isVirtual: (kernel: KernelFiles) => boolean | null;
}

export interface ListeningProcess {
  readonly pid: number;
  readonly name: string;
}

/** Range of ports that a system assigns to outgoing connections, both ends included. */
export interface OutgoingPorts {
  readonly first: number;
  readonly last: number;
}

export interface NetworkReader {
  /** Processes listening on a TCP port; empty if none, unreported, or another user's. */
  readonly listeningProcesses: (port: number) => readonly ListeningProcess[];
  /** TCP ports that a process listens on; empty if the system does not report them. */
  readonly listeningPorts: (pid: number) => readonly number[];
  /** Ports of outgoing connections, taken up to a minute after they closed; null: not reported. */
  readonly outgoingPorts: () => OutgoingPorts | null;
}

/** Time that a thread has waited for a processor so far. */
export interface ProcessorWaitTime {
  readonly ms: number;
  /** Number of times that it got a processor. */
  readonly stretches: number;
}

/** Readings of a process about itself that Node.js lacks; null: the platform lacks them too. */
export interface CurrentProcess {
  /** Its largest resident memory so far, bytes. */
  readonly peakBytes: () => number | null;
  /** Its open sockets, by the kernel's numbers. */
  readonly sockets: () => readonly string[] | null;
  /** Counts the sockets that have an address, which takes the kernel ten milliseconds. */
  readonly countAddressed: (sockets: readonly string[]) => number;
  /** Opens a clock of the time that its main thread was runnable and had no processor. */
  readonly openWaitClock: () => (() => ProcessorWaitTime) | null;
}

/** Variables of an environment; undefined variables count as absent. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A call of `spawn` of Node.js. */
export interface SpawnCall {
  readonly file: string;
  readonly args: readonly string[];
  /** True to pass arguments on unchanged: they are quoted for the program that parses them. */
  readonly isVerbatim: boolean;
}

export interface ProgramStarter {
  /** The environment with `PATH` under that name, which Windows writes as it likes. */
  readonly variables: (env: Environment) => Environment;
  /** Candidate paths of a program, in search order. */
  readonly candidates: (name: string, cwd: string, env: Environment) => readonly string[];
  /** File name of a stored program: Windows requires an extension. */
  readonly fileName: (name: string) => string;
  /** Command that runs text in a shell. */
  readonly shell: (text: string) => readonly [file: string, ...args: string[]];
  /** Call that starts a program named as in a shell; a program not found is left unchanged. */
  readonly toStart: (
    file: string,
    args: readonly string[],
    place: { readonly cwd: string; readonly env: Environment },
  ) => SpawnCall;
}

/**
 * Signal name such as `SIGTERM`. Defined here since the public entry exports process types, and
 * must be readable without the types of Node.js.
 */
export type SignalName = `SIG${string}`;

/** Processes of one started program: its group, and the token in the environment of all. */
export interface ProcessTree {
  readonly pid: number;
  readonly token: string;
  /** First process's start by the kernel: none of the others is older. null: unknown. */
  readonly startedTicks: string | null;
  /** `performance.now()` of this process just before it started the first one. Absent: unknown. */
  readonly spawnedMs?: number;
}

/** Finds and ends a program with all processes that it has started. */
export interface ProcessTrees {
  /** True if a program leads a group of its own (`detached` of Node.js). */
  readonly ownGroup: boolean;
  /** True if `living` lists all processes of the tree; false: the first in place of all. */
  readonly isComplete: boolean;
  /** Process ids of the tree that are still running, except this process. */
  readonly living: (tree: ProcessTree) => readonly number[];
  /** Signals all running processes of a tree. @param living - Recently found running, if known. */
  readonly signal: (tree: ProcessTree, signal: SignalName, living?: readonly number[]) => void;
  /** Polite end by SIGTERM, or a channel to Node.js; programs that do not listen are killed. */
  readonly politeEnd: 'signal' | 'channel';
  /** Program awaiting the end of the harness: a shell where there is one, taking less memory. */
  readonly guardian: 'shell' | 'node';
}

/** All differences between operating systems; no other module distinguishes them. */
export interface Platform {
  readonly name: PlatformName;
  /** For people. */
  readonly title: string;
  /** As Node.js calls it, and as records do. */
  readonly nodeName: string;
  readonly trees: ProcessTrees;
  readonly programs: ProgramStarter;
  readonly processes: ProcessReader;
  readonly network: NetworkReader;
  readonly machine: MachineReader;
  /** Resource of one process at a time, freed at its end: a named socket or a loopback port. */
  readonly lock: 'abstract-socket' | 'loopback-port';
  /** Address of the socket for a name in a folder. */
  readonly localAddress: (folder: string, name: string) => string;
  /** Source of a command's resource account: the kernel, or each Node.js process for itself. */
  readonly commandAccounts: 'kernel' | 'node';
  /** Capabilities of Linux that this platform lacks. */
  readonly lacks: readonly MissingCapability[];
}

/** Information or feature that a platform does not provide. */
export interface MissingCapability {
  readonly id:
    | 'io-account'
    | 'memory-by-kind'
    | 'instructions'
    | 'control-groups'
    | 'foreign-programs'
    | 'cores'
    | 'inspector-by-pid'
    | 'lost-descendants'
    | 'polite-end';
  /** Name for use in a list: `the I/O of a process`. */
  readonly what: string;
  /** Features of perf-harness that are missing because of it. */
  readonly without: string;
  /** Kinds of scenarios that miss it, whatever metrics they request. */
  readonly kinds: readonly Scenario['kind'][];
}
