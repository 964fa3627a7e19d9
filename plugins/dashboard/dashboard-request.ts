/** Parts of a request that the dashboard needs, independent of the server. */
export interface DashboardRequest {
  readonly method: string;
  /** As the first line of the request has it: path and query. */
  readonly target: string;
  /** By its name in small letters. */
  readonly header: (name: string) => string | null;
  /** Body as text, read on demand; null: it is larger than any form. */
  readonly body: () => Promise<string | null>;
}

/** Response of the dashboard, independent of the server. */
export interface DashboardResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
