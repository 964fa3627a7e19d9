/** Why a body could not be read. */
export type UnreadBody = 'too-large' | 'too-slow' | 'gone';

/** What of a request the collector needs to know, whatever server has got it. */
export interface CollectRequest {
  readonly method: string;
  /** By its name in small letters. */
  readonly header: (name: string) => string | null;
  /** Of the client, only for limits: it is never written. null: the server does not tell. */
  readonly address: string | null;
  /** The body as text, as long as it is not longer than so many bytes. */
  readonly body: (mostBytes: number) => Promise<string | { readonly unread: UnreadBody }>;
}

/** What the server answers with. */
export interface CollectAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}
