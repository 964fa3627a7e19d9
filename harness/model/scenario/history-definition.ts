/** Location of a project's history, and how long it is kept. */
export interface HistoryDefinition {
  /**
   * URL of a shared PostgreSQL, or the name of a variable that contains it. Default: the state
   * folder.
   */
  readonly url?: string;
  /** Pushes measurements to it at the end of a command. Default true. */
  readonly push?: boolean;
  /**
   * Number of newest runs kept per scenario, or an age such as `'2y'`. Default: all runs, forever.
   */
  readonly keep?: number | string;
}
