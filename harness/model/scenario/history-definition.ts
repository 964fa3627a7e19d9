/** Where the history of a project is kept, and how long. */
export interface HistoryDefinition {
  /** Shared PostgreSQL, or the name of a variable that holds its URL. Default: the state folder. */
  readonly url?: string;
  /** Whether what was measured is handed over to it at the end of a command. Default true. */
  readonly push?: boolean;
  /** Newest runs of each scenario, or an age such as `'2y'`. Default: all, for good. */
  readonly keep?: number | string;
}
