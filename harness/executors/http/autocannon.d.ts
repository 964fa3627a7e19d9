/** The part of autocannon 9 that perf-harness uses; the package brings no types. */
declare module 'autocannon' {
  /** One connection. */
  export interface Client {
    /** A new socket after every reconnect; there when the first request is to be sent. */
    readonly conn: {
      once(event: 'connect' | 'close', listener: () => void): void;
      on(event: 'error', listener: () => void): void;
      removeAllListeners(event: 'data' | 'end' | 'error'): void;
    };
    /** Milliseconds; read when the client is made, after `setupClient`. */
    timeout: number;
    /** Sends the next request. It calls this itself: after each answer, and with each connection. */
    _doRequest: () => void;
    /** Makes `conn` anew and sends. It calls this itself: at first, and when a connection has ended. */
    _connect: () => void;
    /** Is asked which request a message that is complete has ended. */
    readonly pipelinedRequests: { terminateRequest: () => unknown };
    /** @param listener - `headers` are names and values in turn, as they came. */
    on(
      event: 'headers',
      listener: (head: {
        readonly statusCode: number;
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
    on(event: 'response', listener: (client: Client, status: number) => void): void;
    /** Ends all clients at the next multiple of `sampleInt`. */
    stop(): void;
  }

  const autocannon: (options: Options) => Instance;

  // biome-ignore lint/style/noDefaultExport: describes a package that has one.
  export { autocannon as default };
}
