import type {
  Norm,
  NormGroup,
  NormOperation,
  NormOverrides,
  NormTable,
} from '../../model/scenario/typical-operation-duration-types.ts';

/** Rows of a group: title, lowest and highest milliseconds, and the typical value. */
type Rows = Readonly<
  Partial<
    Record<
      NormOperation,
      readonly [title: string, low: number, high: number, typical?: readonly [number, number]]
    >
  >
>;

function normsOfGroup(name: NormGroup, requirement: string, rows: Rows): readonly Norm[] {
  return Object.entries(rows).map(([operation, [title, lowMs, highMs, typicalMs = null]]) => ({
    operation: operation as NormOperation,
    group: name,
    title,
    lowMs,
    highMs,
    typicalMs,
    source: `rule of thumb, ${requirement}`,
  }));
}

const NORMS: readonly Norm[] = [
  ...normsOfGroup('network', 'P811-44', {
    'http-local': ['HTTP on the same machine', 1, 50, [5, 10]],
    'http-same-data-centre': ['HTTP in the same data centre', 5, 100, [20, 50]],
    'http-external': ['HTTP to an external service', 100, 5000, [200, 700]],
    cdn: ['CDN', 5, 50],
    grpc: ['gRPC', 0.5, 20, [2, 5]],
    websocket: ['WebSocket message', 0.1, 5],
    'dns-lookup': ['DNS look-up', 1, 100],
    'tls-handshake': ['TLS handshake', 20, 100],
  }),
  ...normsOfGroup('database', 'P811-45', {
    'query-indexed': ['indexed query', 0.5, 10, [1, 3]],
    'query-composite-index': ['composite-index query', 1, 20],
    'scan-small-table': ['scan of a table under 10,000 rows', 5, 50],
    'scan-large-table': ['scan of a table over 100,000 rows', 50, 5000],
    'write-row': ['single-row write', 1, 20],
    'write-batch': ['batch write', 10, 200],
    commit: ['commit', 1, 10],
    'pool-acquire': ['connection from a pool', 0.1, 5],
    'database-connect': ['new connection', 50, 200],
  }),
  ...normsOfGroup('file', 'P811-46', {
    'read-small-file': ['read below 1 kB', 0.1, 5],
    'read-medium-file': ['read of up to 1 MB', 1, 50],
    'read-large-file': ['read above 1 MB', 10, 500],
    'write-file': ['write', 1, 20],
    'list-folder': ['folder listing', 1, 50],
    'temporary-file': ['temporary file', 2, 20],
  }),
  ...normsOfGroup('cpu', 'P811-46', {
    'json-1-kb': ['JSON of 1 kB', 0.01, 0.1],
    'json-1-mb': ['JSON of 1 MB', 1, 20],
    'regex-simple': ['simple regular expression', 0.001, 0.1],
    'regex-complex': ['complex regular expression', 0.1, 10],
    'bcrypt-10': ['bcrypt with cost 10', 50, 200],
    'sha256-1-kb': ['SHA-256 of 1 kB', 0.001, 0.01],
    'html-parse': ['HTML', 0.1, 5],
    'template-render': ['template', 0.1, 10],
    'image-resize': ['image resize', 50, 2000],
    'sort-10k': ['sort of 10,000', 1, 10],
    'sort-1m': ['sort of 1,000,000', 100, 500],
  }),
  ...normsOfGroup('cache', 'P811-46', {
    'cache-in-process': ['in-process cache', 0.001, 0.01],
    'cache-redis': ['Redis', 0.1, 2],
    'cache-memcached': ['Memcached', 0.1, 1],
  }),
  ...normsOfGroup('queue', 'P811-46', {
    'queue-publish-async': ['publish without waiting', 1, 20],
    'queue-publish-sync': ['publish and wait', 5, 100],
    'queue-poll': ['poll', 1, 50],
  }),
];

/** Rules of thumb from perf-harness's requirements, not measured; projects may override them. */
export const INDUSTRY_NORMS = Object.fromEntries(
  NORMS.map((norm) => [norm.operation, norm]),
) as NormTable;

/** Returns the table with a project's own ranges, whose typical values are unknown. */
export function overrideNorms(norms: NormTable, overrides: NormOverrides): NormTable {
  const own = Object.entries(overrides).map(([operation, range]) => [
    operation,
    { ...norms[operation as keyof NormTable], ...range, typicalMs: null },
  ]);
  return { ...norms, ...Object.fromEntries(own) };
}
