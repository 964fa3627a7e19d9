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
  /**
   * All processes of the machine that can be seen, the newest first; null where they are not told.
   * @param isTimeUp - Asked after each: what is known by then must do.
   */
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
