/** What the harness asks the probe, one word a line. */
export type ToProbe = 'mark' | 'read';

/** What a probe says first: which process it is in. */
export interface ProbeHello {
  readonly type: 'hello';
  readonly pid: number;
  /** 0 for the main thread; CPU time and memory of a process are told by that one. */
  readonly thread: number;
}

/** The answer to `mark` and `read`. Collections and delay count from the last `mark`. */
export interface ProbeAccount {
  readonly type: 'account';
  /** The question that it answers. */
  readonly answers: ToProbe;
  /** User and system CPU time of the whole process so far, milliseconds. */
  readonly cpuMs: number;
  /** Highest resident memory of the process so far, bytes. */
  readonly peakBytes: number;
  readonly gcMs: number;
  readonly gcCount: number;
  readonly delayP99Ms: number;
}

export type FromProbe = ProbeHello | ProbeAccount;
