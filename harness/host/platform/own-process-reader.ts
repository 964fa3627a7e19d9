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
  /**
   * How many of these sockets have an address; what processes talk through with each other has none. The
   * kernel walks through its tables for it, which takes ten milliseconds.
   */
  readonly countAddressed: (sockets: readonly string[]) => number;
  /** Opens a clock that tells how long its main thread was ready to run and had no processor. */
  readonly openWaitClock: () => (() => ProcessorWait) | null;
}
