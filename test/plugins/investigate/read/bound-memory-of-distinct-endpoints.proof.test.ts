/** Ten million endpoints, of which no two are the same, in bounded memory: the quick set reads fewer. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const CHILD = join(import.meta.dirname, '../../../support/read-distinct-endpoint-log-child.ts');
const FEW = 200_000;
const MANY = 10_000_000;
/** Additional bytes that fifty times as many lines may take, with the program itself. */
const MOST_BYTES = 150e6;

const read = (lines: number): Readonly<Record<string, number>> =>
  JSON.parse(execFileSync(process.execPath, [CHILD, String(lines)], { encoding: 'utf8' }));

test('folds ten million distinct endpoints or counts them together, in bounded memory', () => {
  const { mostBytes: few = 0 } = read(FEW);
  const { mostBytes = Number.NaN, endpoints, ...counted } = read(MANY);
  expect(counted).toEqual({ lines: MANY, unread: 0, folded: MANY / 2, requests: MANY });
  expect(endpoints).toBeLessThanOrEqual(501);
  expect(mostBytes - few).toBeLessThan(MOST_BYTES);
}, 600_000);
