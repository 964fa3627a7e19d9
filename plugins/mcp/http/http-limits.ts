/** Limits of a server over HTTP, and its waiting times for clients. */
export interface HttpLimits {
  /** Clients at a time. */
  readonly sessions: number;
  /** Maximum number of bytes of a message. */
  readonly bodyBytes: number;
  /** Time in which a client has to reopen its event stream once it has ended, milliseconds. */
  readonly goneMs: number;
  /** Time without requests after which a client without any event stream is gone, milliseconds. */
  readonly idleMs: number;
}

export const HTTP_LIMITS: HttpLimits = {
  sessions: 8,
  bodyBytes: 1024 * 1024,
  goneMs: 15_000,
  idleMs: 30 * 60_000,
};
