/** Who a process is and whether it has ended. */
export interface ProcessState {
  /** Start time as the kernel tells it, in its own ticks; null where it does not. */
  readonly startedTicks: string | null;
  /** It has, and nobody has asked about its end yet. */
  readonly hasEnded: boolean;
}

/** What the system has written down about a process. */
export interface ProcessAccount {
  readonly pid: number;
  /** User and system CPU time of its own threads so far, milliseconds. */
  readonly ownCpuMs: number;
  /** The same of its children that have ended and were waited for, with their children. */
  readonly endedChildrenCpuMs: number;
  /** Highest resident memory so far, bytes; null where the system does not tell. */
  readonly peakBytes: number | null;
}

/** What a process has used and holds at one moment. */
export interface ProcessMoment {
  readonly pid: number;
  /** User and system CPU time of its own threads so far, in steps of 10 ms. */
  readonly cpuMs: number;
  /** Time that its threads were ready to run and got no CPU so far, milliseconds. */
  readonly waitedMs: number;
  /** Resident memory, bytes. */
  readonly residentBytes: number;
  /** Open file descriptors; null where they may not be seen. */
  readonly files: number | null;
}

/** CPU time of a process so far, milliseconds: of its main thread, and of all of its threads. */
export interface ThreadTimes {
  readonly mainMs: number;
  readonly allMs: number;
}

/** Where a process comes from. */
export interface ProcessOrigin {
  /** Id of the process that started it, or has taken it over. */
  readonly parent: number;
  /** Its command line, the program first; a program may have written a title over it. */
  readonly args: readonly string[];
}

/** A process of somebody's, as far as it matters to whoever wants to ask it for its inspector. */
export interface ProcessFacts {
  readonly pid: number;
  readonly isOwn: boolean;
  /** Whether it runs Node.js: SIGUSR1 kills most other programs. */
  readonly isNode: boolean;
  /** Whether SIGUSR1 would be heard; `--disable-sigusr1` turns a deaf ear to it. */
  readonly hearsSignal: boolean;
  /** Program and script, for people: other arguments may be secret. */
  readonly command: string;
  /** Where its inspector listens, or would; 0: anywhere. */
  readonly inspectorPort: number;
  /** Whether it was started with its inspector open. */
  readonly isInspectorAsked: boolean;
}

/** Which threads of a process are meant: all that it has now, or the one that it began with. */
export type HeldThreads = 'all' | 'main';

/** A program that holds a process to some cores. */
export interface HoldCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/** What the platform tells of other processes. null: the process has gone, or the platform does not tell. */
export interface ProcessReader {
  readonly state: (pid: number) => ProcessState | null;
  /** Of those that live and are told. */
  readonly accounts: (pids: readonly number[]) => readonly ProcessAccount[];
  readonly threadTimes: (pid: number) => ThreadTimes | null;
  /** Cheap enough to be asked again and again beside what is measured. */
  readonly moment: (pid: number) => ProcessMoment | null;
  /** How many of its open file descriptors are sockets. */
  readonly countSockets: (pid: number) => number | null;
  /** CPU cores that it may use: those that it may run on, or what its control groups allow it of them. */
  readonly allowedCores: (pid: number) => number | null;
  /** Numbers of the CPU cores that it may run on, in order. */
  readonly cores: (pid: number) => readonly number[] | null;
  /** The same of each of its threads but the main one. */
  readonly coresOfThreads: (pid: number) => readonly (readonly number[])[];
  /** What holds it to some cores; what they start later inherits it. null: nothing does here. */
  readonly holdCommand: (
    pid: number,
    cores: readonly number[],
    threads: HeldThreads,
  ) => HoldCommand | null;
  readonly origin: (pid: number) => ProcessOrigin | null;
  /** Its name, as the kernel shortens it. */
  readonly nameOf: (pid: number) => string | null;
  /** Resident memory of its own, bytes: code and files that are only mapped do not count. */
  readonly ownMemoryBytes: (pid: number) => number | null;
  readonly inspectable: (pid: number) => ProcessFacts | null;
  /** Which numbers of processes are meant: containers have their own. Empty where there is but one set. */
  readonly namespace: () => string;
}
