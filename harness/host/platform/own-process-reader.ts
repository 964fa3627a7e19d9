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
  /** How many of its sockets have an address; what processes talk through with each other has none. */
  readonly countAddressedSockets: () => number | null;
  /** Opens a clock that tells how long its main thread was ready to run and had no processor. */
  readonly openWaitClock: () => (() => ProcessorWait) | null;
}
