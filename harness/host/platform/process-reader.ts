/** Identity of a process and its end. */
export interface ProcessState {
  /** Start time as the kernel reports it, in its own ticks; null where unknown. */
  readonly startedTicks: string | null;
  /** True if it has ended and its parent has not yet waited for it. */
  readonly hasEnded: boolean;
}

/** Resource account that the system keeps of a process. */
export interface ProcessAccount {
  readonly pid: number;
  /** User and system CPU time of its own threads so far, milliseconds. */
  readonly ownCpuMs: number;
  /** CPU time of its children that have ended and were waited for, with their children. */
  readonly endedChildrenCpuMs: number;
  /** Highest resident memory so far, bytes; null if the system does not report it. */
  readonly peakBytes: number | null;
}

/** Resource usage of a process at one moment. */
export interface ProcessSnapshot {
  readonly pid: number;
  /** User and system CPU time of its own threads so far, in steps of 10 ms. */
  readonly cpuMs: number;
  /** Time that its threads were ready to run and got no CPU so far, milliseconds. */
  readonly waitedMs: number;
  /** Resident memory, bytes. */
  readonly residentBytes: number;
  /** Open file descriptors; null if they may not be read. */
  readonly files: number | null;
}

/** CPU time of a process so far, milliseconds: of its main thread, and of all of its threads. */
export interface ThreadTimes {
  readonly mainMs: number;
  readonly allMs: number;
}

/** Parent and command line of a process. */
export interface ProcessOrigin {
  /** Id of the process that started it, or has taken it over. */
  readonly parent: number;
  /** Command line, starting with the program; a program may have overwritten it with a title. */
  readonly args: readonly string[];
}

/** Facts about any process that decide if its inspector can be opened. */
export interface ProcessFacts {
  readonly pid: number;
  readonly isOwn: boolean;
  /** True if it runs Node.js: SIGUSR1 kills most other programs. */
  readonly isNode: boolean;
  /** True if it handles SIGUSR1, which `--disable-sigusr1` turns off. */
  readonly hearsSignal: boolean;
  /** Program and script for display; other arguments may be secret. */
  readonly command: string;
  /** Port of its inspector, open or not; 0: any. */
  readonly inspectorPort: number;
  /** True if it was started with its inspector open. */
  readonly isInspectorAsked: boolean;
}

/** Threads of a process to pin: all current threads, or its main thread. */
export type PinnedThreads = 'all' | 'main';

/** Program that restricts a process to some cores. */
export interface PinCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/** Reads the state of other processes. null: the process is gone, or it is not reported. */
export interface ProcessReader {
  readonly state: (pid: number) => ProcessState | null;
  /** Accounts of those processes that live and are visible. */
  readonly accounts: (pids: readonly number[]) => readonly ProcessAccount[];
  readonly threadTimes: (pid: number) => ThreadTimes | null;
  /** Cheap enough to be read repeatedly during a measurement. */
  readonly moment: (pid: number) => ProcessSnapshot | null;
  /** Number of its open file descriptors that are sockets. */
  readonly countSockets: (pid: number) => number | null;
  /** Number of CPU cores that it may use, by affinity and the limit of its control groups. */
  readonly allowedCores: (pid: number) => number | null;
  /** Numbers of the CPU cores that it may run on, in order. */
  readonly cores: (pid: number) => readonly number[] | null;
  /** Cores of each of its threads but the main thread. */
  readonly coresOfThreads: (pid: number) => readonly (readonly number[])[];
  /** Command that pins it to cores, inherited by later threads and processes. null: none here. */
  readonly holdCommand: (
    pid: number,
    cores: readonly number[],
    threads: PinnedThreads,
  ) => PinCommand | null;
  readonly origin: (pid: number) => ProcessOrigin | null;
  /** Its name, as the kernel shortens it. */
  readonly nameOf: (pid: number) => string | null;
  /** Private resident memory, bytes: code and mapped files do not count. */
  readonly ownMemoryBytes: (pid: number) => number | null;
  readonly inspectable: (pid: number) => ProcessFacts | null;
  /** Namespace of process numbers: containers have their own. Empty where there is only one. */
  readonly namespace: () => string;
}
