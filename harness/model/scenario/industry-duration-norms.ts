export type NormGroup = 'network' | 'database' | 'file' | 'cpu' | 'cache' | 'queue';

/** Requirement that states the norms of a group. */
const REQUIREMENTS: Readonly<Record<NormGroup, string>> = {
  network: 'P811-44',
  database: 'P811-45',
  file: 'P811-46',
  cpu: 'P811-46',
  cache: 'P811-46',
  queue: 'P811-46',
};

/** Group, title, lowest and highest milliseconds, and the typical part of the range. */
type Row = readonly [
  group: NormGroup,
  title: string,
  low: number,
  high: number,
  typical?: readonly [low: number, high: number],
];

/** Kinds of work of which it is known how long they take elsewhere. */
const ROWS = {
  'http-local': ['network', 'HTTP on the same machine', 1, 50, [5, 10]],
  'http-same-data-centre': ['network', 'HTTP in the same data centre', 5, 100, [20, 50]],
  'http-external': ['network', 'HTTP to an external service', 100, 5000, [200, 700]],
  cdn: ['network', 'CDN', 5, 50],
  grpc: ['network', 'gRPC', 0.5, 20, [2, 5]],
  websocket: ['network', 'WebSocket message', 0.1, 5],
  'dns-lookup': ['network', 'DNS look-up', 1, 100],
  'tls-handshake': ['network', 'TLS handshake', 20, 100],
  'query-indexed': ['database', 'indexed query', 0.5, 10, [1, 3]],
  'query-composite-index': ['database', 'composite-index query', 1, 20],
  'scan-small-table': ['database', 'scan of a table under 10,000 rows', 5, 50],
  'scan-large-table': ['database', 'scan of a table over 100,000 rows', 50, 5000],
  'write-row': ['database', 'single-row write', 1, 20],
  'write-batch': ['database', 'batch write', 10, 200],
  commit: ['database', 'commit', 1, 10],
  'pool-acquire': ['database', 'connection from a pool', 0.1, 5],
  'database-connect': ['database', 'new connection', 50, 200],
  'read-small-file': ['file', 'read below 1 kB', 0.1, 5],
  'read-medium-file': ['file', 'read of up to 1 MB', 1, 50],
  'read-large-file': ['file', 'read above 1 MB', 10, 500],
  'write-file': ['file', 'write', 1, 20],
  'list-folder': ['file', 'folder listing', 1, 50],
  'temporary-file': ['file', 'temporary file', 2, 20],
  'json-1-kb': ['cpu', 'JSON of 1 kB', 0.01, 0.1],
  'json-1-mb': ['cpu', 'JSON of 1 MB', 1, 20],
  'regex-simple': ['cpu', 'simple regular expression', 0.001, 0.1],
  'regex-complex': ['cpu', 'complex regular expression', 0.1, 10],
  'bcrypt-10': ['cpu', 'bcrypt with cost 10', 50, 200],
  'sha256-1-kb': ['cpu', 'SHA-256 of 1 kB', 0.001, 0.01],
  'html-parse': ['cpu', 'HTML', 0.1, 5],
  'template-render': ['cpu', 'template', 0.1, 10],
  'image-resize': ['cpu', 'image resize', 50, 2000],
  'sort-10k': ['cpu', 'sort of 10,000', 1, 10],
  'sort-1m': ['cpu', 'sort of 1,000,000', 100, 500],
  'cache-in-process': ['cache', 'in-process cache', 0.001, 0.01],
  'cache-redis': ['cache', 'Redis', 0.1, 2],
  'cache-memcached': ['cache', 'Memcached', 0.1, 1],
  'queue-publish-async': ['queue', 'publish without waiting', 1, 20],
  'queue-publish-sync': ['queue', 'publish and wait', 5, 100],
  'queue-poll': ['queue', 'poll', 1, 50],
} as const satisfies Readonly<Record<string, Row>>;

export type NormOperation = keyof typeof ROWS;
export const NORM_OPERATIONS = Object.keys(ROWS) as readonly NormOperation[];

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

/** Rules of thumb from perf-harness's requirements, not measured; projects may override them. */
export const INDUSTRY_NORMS = Object.fromEntries(
  Object.entries<Row>(ROWS).map(([operation, [group, title, lowMs, highMs, typicalMs = null]]) => {
    const source = `rule of thumb, ${REQUIREMENTS[group]}`;
    return [operation, { operation, group, title, lowMs, highMs, typicalMs, source }];
  }),
) as unknown as NormTable;

/** A range that a project puts in the place of a norm. */
export type NormOverride = Pick<Norm, 'lowMs' | 'highMs' | 'source'>;

export type NormOverrides = Readonly<Partial<Record<NormOperation, NormOverride>>>;

/** Returns the table with a project's own ranges, whose typical values are unknown. */
export function overrideNorms(norms: NormTable, overrides: NormOverrides): NormTable {
  const own = Object.entries(overrides).map(([operation, range]) => [
    operation,
    { ...norms[operation as keyof NormTable], ...range, typicalMs: null },
  ]);
  return { ...norms, ...Object.fromEntries(own) };
}
