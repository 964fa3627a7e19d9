/** The part of autocannon 9 that perf-harness uses; the package brings no types. */
declare module 'autocannon' {
  /** One connection. */
  export interface Client {
    /** A new socket after every reconnect; undefined until the client is made. */
    readonly conn: { once(event: 'connect' | 'close', listener: () => void): void } | undefined;
    /** Milliseconds; read when the client is made, after `setupClient`. */
    timeout: number;
    /** Ends the client instead of sending a further request once this many were made; 0: never. */
    responseMax: number | undefined;
    /** A request is about to be written. */
    on(event: 'request', listener: () => void): void;
    /** @param listener - `headers` are names and values in turn, as they came. */
    on(
      event: 'headers',
      listener: (head: {
        readonly shouldKeepAlive: boolean;
        readonly headers: readonly string[];
      }) => void,
    ): void;
    /** The socket failed; the client connects anew at once. */
    on(event: 'connError', listener: (error: Error & { readonly code?: string }) => void): void;
    /** The time limit has passed. The socket closes, and the client has connected anew. */
    on(event: 'timeout', listener: () => void): void;
  }

  export interface Options {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string | undefined;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    /** Milliseconds; a run ends at the next multiple of it. */
    readonly sampleInt: number;
    readonly setupClient: (client: Client) => void;
  }

  export interface Instance extends PromiseLike<unknown> {
    /** @param listener - `timeMs` is the time since the request was written, to the nanosecond. */
    on(
      event: 'response',
      listener: (client: Client, status: number, bytes: number, timeMs: number) => void,
    ): void;
  }

  const autocannon: (options: Options) => Instance;

  // biome-ignore lint/style/noDefaultExport: describes a package that has one.
  export { autocannon as default };
}
