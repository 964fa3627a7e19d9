/** Limits of a server over HTTP, and its waiting times for clients. */
export interface HttpLimits {
  /** Clients at a time. */
  readonly sessions: number;
  /** Bytes of one message. */
  readonly bodyBytes: number;
  /** A client whose stream of news has ended has this long to open it again, milliseconds. */
  readonly goneMs: number;
  /** A client that never had one counts as gone after this long without a request, milliseconds. */
  readonly idleMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  sessions: 8,
  bodyBytes: 1024 * 1024,
  goneMs: 15_000,
  idleMs: 30 * 60_000,
};
