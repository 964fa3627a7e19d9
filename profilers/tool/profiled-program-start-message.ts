/** Message of a watched program when it begins. */
export interface ProgramStartMessage {
  /** By the machine's monotonic clock, milliseconds. */
  readonly startMs: number;
  /** Name of the log that V8 writes for its first thread; null if it writes none. */
  readonly log: string | null;
}
