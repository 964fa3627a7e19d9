/** A request that a generated script sends. */
export interface PlannedRequest {
  /** What its response times are put together under, such as `GET /users/{id}`. */
  readonly name: string;
  readonly method: string;
  /** On the server, with values in place of params. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** null: none is sent. */
  readonly body: string | null;
  /** The status that it should be answered with; null: any from 200 to 399. */
  readonly status: number | null;
}

/** Requests of one script; more of them are a sign that a selection was meant. */
export const MOST_REQUESTS = 50;
