import type { Scenario } from '../../model/scenario/scenario.ts';
import type { PlatformName } from './platform-name.ts';
import type { ProcessReader } from './process-reader.ts';

/** Reads what a system shows as files; not there, or not to be read: nothing. */
export interface KernelFiles {
  readonly read: (path: string) => string | null;
  readonly list: (folder: string) => readonly string[];
}

/** CPU time since boot over all cores, in ticks of 10 ms. */
export interface CpuTimes {
  readonly busy: number;
  /** Wanted by this system and given to another one by the hypervisor; null where it is not told. */
  readonly steal: number | null;
  readonly total: number;
}

/** One process at one moment. */
export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** As the kernel shortens it, 15 characters. */
  readonly name: string;
  /** User and system time of all its threads, in ticks of 10 ms. */
  readonly ticks: number;
}

/** What the machine has counted since it started. */
export interface MachineTotals {
  /** Of each core, ticks. */
  readonly cores: readonly { readonly busy: number; readonly total: number }[];
  /** By disk, milliseconds with work. */
  readonly disks: ReadonlyMap<string, number>;
  /** Microseconds in which any task waited for memory; null: not told. */
  readonly memoryWaitUs: number | null;
}

/** What the platform tells of the machine. */
export interface MachineReader {
  readonly cpuTimes: (kernel: KernelFiles) => CpuTimes | null;
  readonly totals: (kernel: KernelFiles) => MachineTotals;
  /** All visible processes, newest first; null: not told. @param isTimeUp - Asked after each. */
  readonly processTimes: (
    kernel: KernelFiles,
    isTimeUp: () => boolean,
  ) => ReadonlyMap<number, ProcessTimes> | null;
  /** What decides the clock rate of the cores, each once; empty where the system does not say. */
  readonly governors: (kernel: KernelFiles) => readonly string[];
  /** Whether the machine runs on its battery; null where no power supply is shown. */
  readonly onBattery: (kernel: KernelFiles) => boolean | null;
  /** Whether a hypervisor runs this system; null where nothing says so. */
  readonly isVirtual: (kernel: KernelFiles) => boolean | null;
}

/** A process that listens on a port. */
export interface ListeningProcess {
  readonly pid: number;
  readonly name: string;
}

/** The ports that a system gives to outgoing connections, both ends among them. */
export interface OutgoingPorts {
  readonly first: number;
  readonly last: number;
}

/** What the platform tells of its ports. */
export interface NetworkReader {
  /** Processes that listen on a TCP port; empty where none does, none is told, or it is another user's. */
  readonly listeningProcesses: (port: number) => readonly ListeningProcess[];
  /** The TCP ports that a process listens on; empty where the system does not tell. */
  readonly listeningPorts: (pid: number) => readonly number[];
  /** Ports of outgoing connections, taken up to a minute after they closed; null: not told. */
  readonly outgoingPorts: () => OutgoingPorts | null;
}

/** What a thread has had to wait for a processor so far. */
export interface ProcessorWait {
  readonly ms: number;
  /** How many times it was given one. */
  readonly stretches: number;
}

/** What a process can learn of itself beyond what Node.js tells it. null: the platform does not tell. */
export interface OwnProcess {
  /** Its largest resident memory so far, bytes. */
  readonly peakBytes: () => number | null;
  /** Its open sockets, by the kernel's numbers. */
  readonly sockets: () => readonly string[] | null;
  /** How many of these sockets have an address, which takes the kernel ten milliseconds. */
  readonly countAddressed: (sockets: readonly string[]) => number;
  /** Opens a clock that tells how long its main thread was ready to run and had no processor. */
  readonly openWaitClock: () => (() => ProcessorWait) | null;
}

/** Variables of an environment; those that are undefined are not there. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A call of `spawn` of Node.js. */
export interface StartCall {
  readonly file: string;
  readonly args: readonly string[];
  /** The arguments are handed on as they are, since they are quoted for whoever reads them. */
  readonly isVerbatim: boolean;
}

/** How the platform finds and starts programs. */
export interface Programs {
  /** The environment with `PATH` under that name, which Windows writes as it likes. */
  readonly variables: (env: Environment) => Environment;
  /** Paths at which a program may lie, in the order in which they are looked at. */
  readonly candidates: (name: string, cwd: string, env: Environment) => readonly string[];
  /** The file of a program that is kept under this name: Windows wants an ending. */
  readonly fileName: (name: string) => string;
  /** What reads text for a shell. */
  readonly shell: (text: string) => readonly [file: string, ...args: string[]];
  /** How a program is started that was named as in a shell; what is not found is left as it is. */
  readonly toStart: (
    file: string,
    args: readonly string[],
    place: { readonly cwd: string; readonly env: Environment },
  ) => StartCall;
}

/** `SIGTERM`. The public entry tells of processes, and is read without the types of Node.js too. */
export type SignalName = `SIG${string}`;

/** The processes of one started program: its group, and the token in the environment of all. */
export interface ProcessTree {
  readonly pid: number;
  readonly token: string;
  /** Start of the first process as the kernel tells it: none of the others is older. null: not known. */
  readonly startedTicks: string | null;
}

/** How the platform tells and ends a program with all that it has started. */
export interface Trees {
  /** Whether a program leads a group of its own (`detached` of Node.js). */
  readonly ownGroup: boolean;
  /** Whether `living` tells every process of the tree, and not the first one for all of them. */
  readonly isComplete: boolean;
  /** Process ids of the tree that are still there, this process left out. Those that have ended do not count. */
  readonly living: (tree: ProcessTree) => readonly number[];
  /** Signals every process of the tree that still lives. @param living - Those there a moment ago, where known. */
  readonly signal: (tree: ProcessTree, signal: SignalName, living?: readonly number[]) => void;
  /** By SIGTERM or by a channel that Node.js listens at; what does not is ended without being asked. */
  readonly politeEnd: 'signal' | 'channel';
  /** What waits for the end of the harness: a shell where there is one, since it takes less memory. */
  readonly guardian: 'shell' | 'node';
}

/** All that differs between operating systems; no other room asks which one this is. */
export interface Platform {
  readonly name: PlatformName;
  /** For people. */
  readonly title: string;
  /** As Node.js calls it, and as records do. */
  readonly nodeName: string;
  readonly trees: Trees;
  readonly programs: Programs;
  readonly processes: ProcessReader;
  readonly network: NetworkReader;
  readonly machine: MachineReader;
  /** Given to one process at a time and freed at its end: a named socket or a port on loopback. */
  readonly lock: 'abstract-socket' | 'loopback-port';
  /** Where a socket listens that stands for a name in a folder. */
  readonly localAddress: (folder: string, name: string) => string;
  /** Who accounts for a command that has ended: the kernel, or each Node.js process for itself. */
  readonly commandAccounts: 'kernel' | 'node';
  /** What Linux has and this platform has not, each with what goes without it. */
  readonly lacks: readonly Lack[];
}

/** Something that a platform does not tell or cannot do. */
export interface Lack {
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
  /** Names it, as it stands in a list: `the I/O of a process`. */
  readonly what: string;
  /** What perf-harness does not give because of it. */
  readonly without: string;
  /** Kinds of scenarios that it is missed in, whatever these ask for. */
  readonly kinds: readonly Scenario['kind'][];
}
