/** Why a body could not be read. */
export type BodyReadFailure = 'too-large' | 'too-slow' | 'gone';

/** Parts of a request that the collector needs, independent of the server framework. */
export interface CollectorRequest {
  readonly method: string;
  /** By its name in small letters. */
  readonly header: (name: string) => string | null;
  /** Client address, only for limits and never stored; null where the server reports none. */
  readonly address: string | null;
  /** Reads the body as text, up to the given number of bytes. */
  readonly body: (mostBytes: number) => Promise<string | { readonly unread: BodyReadFailure }>;
}

export interface CollectorResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}
