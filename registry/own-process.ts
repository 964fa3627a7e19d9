import type { Host } from '../harness/host.ts';

/**
 * Work that a plugin does in a process of its own: it starts perf-harness with the name of the process and
 * reads one line of JSON. No help text shows the name.
 */
export interface OwnProcess {
  /** Word behind the program: `lines-worker`. */
  readonly name: string;
  /** Does the work and gives its answer. @throws UserError for arguments that cannot be read. */
  run(surroundings: {
    readonly host: Host;
    readonly args: readonly string[];
    /** Aborted where the process is to end. */
    readonly signal: AbortSignal;
  }): Promise<unknown>;
}
