/** What of a request the dashboard needs to know, whatever server has got it. */
export interface DashboardRequest {
  readonly method: string;
  /** As the first line of the request has it: path and query. */
  readonly target: string;
  /** By its name in small letters. */
  readonly header: (name: string) => string | null;
  /** What is sent with it, as text; null: it is larger than any form. Read when it is asked for. */
  readonly body: () => Promise<string | null>;
}

/** What the server answers with. */
export interface DashboardAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
