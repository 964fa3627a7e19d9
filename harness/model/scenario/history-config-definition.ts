/** Location of a project's history, and how long it is kept. */
export interface HistoryDefinition {
  /** URL of a shared PostgreSQL, or name of a variable with it. Default: the state folder. */
  readonly url?: string;
  /** Pushes measurements to it at the end of a command. Default true. */
  readonly push?: boolean;
  /** Number of newest runs kept per scenario, or an age as `'2y'`. Default: all, forever. */
  readonly keep?: number | string;
}
