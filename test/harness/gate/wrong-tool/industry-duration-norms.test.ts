import { describe, expect, test } from 'vitest';
import {
  INDUSTRY_NORMS,
  NORM_OPERATIONS,
  type NormOperation,
  overrideNorms,
} from '../../../../harness/model/scenario/industry-duration-norms.ts';

/** Rows of the requirements: lowest and highest milliseconds, and the typical range. */
const ROWS: readonly (readonly [string, NormOperation, number, number, [number, number] | null])[] =
  [
    ['P811-44', 'http-local', 1, 50, [5, 10]],
    ['P811-44', 'http-same-data-centre', 5, 100, [20, 50]],
    ['P811-44', 'http-external', 100, 5000, [200, 700]],
    ['P811-44', 'cdn', 5, 50, null],
    ['P811-44', 'grpc', 0.5, 20, [2, 5]],
    ['P811-44', 'websocket', 0.1, 5, null],
    ['P811-44', 'dns-lookup', 1, 100, null],
    ['P811-44', 'tls-handshake', 20, 100, null],
    ['P811-45', 'query-indexed', 0.5, 10, [1, 3]],
    ['P811-45', 'query-composite-index', 1, 20, null],
    ['P811-45', 'scan-small-table', 5, 50, null],
    ['P811-45', 'scan-large-table', 50, 5000, null],
    ['P811-45', 'write-row', 1, 20, null],
    ['P811-45', 'write-batch', 10, 200, null],
    ['P811-45', 'commit', 1, 10, null],
    ['P811-45', 'pool-acquire', 0.1, 5, null],
    ['P811-45', 'database-connect', 50, 200, null],
    ['P811-46', 'read-small-file', 0.1, 5, null],
    ['P811-46', 'read-medium-file', 1, 50, null],
    ['P811-46', 'read-large-file', 10, 500, null],
    ['P811-46', 'write-file', 1, 20, null],
    ['P811-46', 'list-folder', 1, 50, null],
    ['P811-46', 'temporary-file', 2, 20, null],
    ['P811-46', 'json-1-kb', 0.01, 0.1, null],
    ['P811-46', 'json-1-mb', 1, 20, null],
    ['P811-46', 'regex-simple', 0.001, 0.1, null],
    ['P811-46', 'regex-complex', 0.1, 10, null],
    ['P811-46', 'bcrypt-10', 50, 200, null],
    ['P811-46', 'sha256-1-kb', 0.001, 0.01, null],
    ['P811-46', 'html-parse', 0.1, 5, null],
    ['P811-46', 'template-render', 0.1, 10, null],
    ['P811-46', 'image-resize', 50, 2000, null],
    ['P811-46', 'sort-10k', 1, 10, null],
    ['P811-46', 'sort-1m', 100, 500, null],
    ['P811-46', 'cache-in-process', 0.001, 0.01, null],
    ['P811-46', 'cache-redis', 0.1, 2, null],
    ['P811-46', 'cache-memcached', 0.1, 1, null],
    ['P811-46', 'queue-publish-async', 1, 20, null],
    ['P811-46', 'queue-publish-sync', 5, 100, null],
    ['P811-46', 'queue-poll', 1, 50, null],
  ];

describe('industry norms', () => {
  test.each(ROWS)(
    '%s: %s takes %d to %d ms, typically %j',
    (source, operation, lowMs, highMs, typicalMs) => {
      const norm = INDUSTRY_NORMS[operation];
      expect(norm).toMatchObject({ operation, lowMs, highMs, typicalMs });
      expect(norm.source).toContain(source);
    },
  );

  test('P811-46: contain every row exactly once', () => {
    expect(Object.keys(INDUSTRY_NORMS)).toEqual(ROWS.map(([, operation]) => operation));
    expect(Object.keys(INDUSTRY_NORMS)).toEqual([...NORM_OPERATIONS]);
    expect(ROWS).toHaveLength(40);
  });
});

const OWN = { lowMs: 1, highMs: 4, source: 'our last quarter' };

test('P811-41: replaces a norm by the range of a project, and keeps the others', () => {
  const norms = overrideNorms(INDUSTRY_NORMS, { 'query-indexed': OWN });
  expect(norms['query-indexed']).toEqual({
    ...INDUSTRY_NORMS['query-indexed'],
    ...OWN,
    typicalMs: null,
  });
  expect({ ...norms, 'query-indexed': null }).toEqual({ ...INDUSTRY_NORMS, 'query-indexed': null });
});
