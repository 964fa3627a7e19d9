/** Kinds of work of which it is known how long they take elsewhere. */
export const NORM_OPERATIONS = [
  'http-local',
  'http-same-data-centre',
  'http-external',
  'cdn',
  'grpc',
  'websocket',
  'dns-lookup',
  'tls-handshake',
  'query-indexed',
  'query-composite-index',
  'scan-small-table',
  'scan-large-table',
  'write-row',
  'write-batch',
  'commit',
  'pool-acquire',
  'database-connect',
  'read-small-file',
  'read-medium-file',
  'read-large-file',
  'write-file',
  'list-folder',
  'temporary-file',
  'json-1-kb',
  'json-1-mb',
  'regex-simple',
  'regex-complex',
  'bcrypt-10',
  'sha256-1-kb',
  'html-parse',
  'template-render',
  'image-resize',
  'sort-10k',
  'sort-1m',
  'cache-in-process',
  'cache-redis',
  'cache-memcached',
  'queue-publish-async',
  'queue-publish-sync',
  'queue-poll',
] as const;
export type NormOperation = (typeof NORM_OPERATIONS)[number];

export type NormGroup = 'network' | 'database' | 'file' | 'cpu' | 'cache' | 'queue';

export interface Norm {
  readonly operation: NormOperation;
  readonly group: NormGroup;
  /** As people call it. */
  readonly title: string;
  /** Milliseconds, both inside of the range. */
  readonly lowMs: number;
  readonly highMs: number;
  /** Typical part of the range, milliseconds; null if unknown. */
  readonly typicalMs: readonly [low: number, high: number] | null;
  /** Source of the numbers. */
  readonly source: string;
}

/** A norm for each kind of work. */
export type NormTable = Readonly<Record<NormOperation, Norm>>;

/** A range that a project puts in the place of a norm. */
export interface NormOverride {
  /** Milliseconds, both inside of the range. */
  readonly lowMs: number;
  readonly highMs: number;
  /** Source of the numbers. */
  readonly source: string;
}

export type NormOverrides = Readonly<Partial<Record<NormOperation, NormOverride>>>;
