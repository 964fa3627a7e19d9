/** Location of a project's history, and how long it is kept. */
export interface HistoryDefinition {
  /** Shared PostgreSQL, or the name of a variable that holds its URL. Default: the state folder. */
  readonly url?: string;
  /** Pushes measurements to it at the end of a command. Default true. */
  readonly push?: boolean;
  /** Newest runs of each scenario, or an age such as `'2y'`. Default: all, for good. */
  readonly keep?: number | string;
}
