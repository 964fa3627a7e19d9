/** The part of autocannon 9 that perf-harness uses; the package brings no types. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  /** One connection. `conn` is a new socket after every reconnect. */
  export interface Client extends EventEmitter {
    readonly conn: Socket;
    /** Milliseconds; read when the client is made, after `setupClient`. */
    timeout: number;
    /** Ends the client instead of sending a further request once this many were made; 0: never. */
    responseMax: number | undefined;
    destroy(): void;
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

  export interface Instance extends EventEmitter, PromiseLike<unknown> {
    stop(): void;
  }

  const autocannon: (options: Options) => Instance;

  // biome-ignore lint/style/noDefaultExport: describes a package that has one.
  export { autocannon as default };
}
