/** The part of autocannon 9 that perf-harness uses; the package brings no types. */
declare module 'autocannon' {
  export interface Client {
    /** A new socket after every reconnect; there when the first request is to be sent. */
    readonly conn: {
      once(event: 'connect', listener: () => void): void;
      on(event: 'data', listener: (chunk: Buffer) => void): void;
      on(event: 'end', listener: () => void): void;
      removeAllListeners(event: 'data' | 'end'): void;
    };
    /** One for all its connections. */
    readonly parser: ResponseParser;
    /** True once the connection is closed and will not reconnect. */
    readonly destroyed: boolean;
    /** Milliseconds; read when the client is made, after `setupClient`. */
    timeout: number;
    /** Sends the next request. It calls this itself: after each answer, and with each connection. */
    _doRequest: () => void;
    /** Makes `conn` anew and sends. It calls this itself: at first, and when a connection has ended. */
    _connect: () => void;
    /** Ends the connection, and connects. */
    readonly _resetConnection: () => void;
    /** Is asked which request a message that is complete has ended. */
    readonly pipelinedRequests: { terminateRequest: () => unknown; readonly clear: () => void };
    /** The headers of an answer are complete. What it changes in the parser holds for the body. */
    on(event: 'headers', listener: (head: ResponseHead) => void): void;
    /** The socket failed; the client connects anew at once. */
    on(event: 'connError', listener: (error: Error & { readonly code?: string }) => void): void;
    /** It ends for good, whatever is under way. */
    on(event: 'done', listener: () => void): void;
  }

  export interface ResponseHead {
    readonly statusCode: number;
    readonly versionMinor: number;
    /** Names and values in turn, as they came. */
    readonly headers: readonly string[];
  }

  export interface ResponseParser {
    /** `RESPONSE_LINE` between two messages, where `line` is empty too. */
    readonly state: string;
    readonly line: string;
    /** The values of all `Connection` headers, in small letters. */
    readonly connection: string;
    isChunked: boolean;
    /** Bytes of the body still to come; null: unknown. */
    body_bytes: number | null;
    /** Gives what is wrong with the message, if something is. */
    readonly execute: (chunk: Buffer) => number | Error;
    /** The connection has ended; so does a body of unknown length. */
    readonly finish: () => Error | undefined;
    readonly reinitialize: (type: 'RESPONSE') => void;
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
