/** Ten million endpoints, of which no two are the same, in bounded memory: the quick set reads fewer. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const CHILD = join(import.meta.dirname, '../../../support/endpoint-stream-child.ts');
const LINES = 10_000_000;
/** Of the whole process: what a gigabyte of a log may take. */
const MOST_BYTES = 300e6;

test('ten million distinct endpoints are folded or counted together, in less than 300 MB', () => {
  const { mostBytes, endpoints, ...counted } = JSON.parse(
    execFileSync(process.execPath, [CHILD, String(LINES)], { encoding: 'utf8' }),
  );
  expect(counted).toEqual({ lines: LINES, unread: 0, folded: LINES / 2, requests: LINES });
  expect(endpoints).toBeLessThanOrEqual(501);
  expect(mostBytes).toBeLessThan(MOST_BYTES);
}, 600_000);
