import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { cacheCompiledCode } from '../../../harness/loader/transpiled-code-cache.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'stripped-'));
  vi.stubEnv('PERF_HARNESS_STRIPPED', cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true, force: true });
});

const files = (): readonly string[] => readdirSync(join(cache, process.version));
const fileAt = (index: number): string => join(cache, process.version, files()[index] ?? '');
const never = (): string => {
  throw new Error('stripped once more');
};

it('strips a text once, and stores it for the next process', () => {
  expect(cacheCompiledCode('let a: number;', () => 'let a        ;')).toBe('let a        ;');
  expect(cacheCompiledCode('let a: number;', never)).toBe('let a        ;');
  expect(cacheCompiledCode('let b: number;', () => '')).toBe('');
  expect(cacheCompiledCode('let b: number;', never)).toBe('');
  expect(files()).toHaveLength(2);
});

it('reports code that cannot be stripped each time, and stores nothing of it', () => {
  for (let time = 0; time < 2; time += 1) {
    expect(() => cacheCompiledCode('enum A {}', never)).toThrow('stripped once more');
  }
  expect(readdirSync(cache)).toEqual([]);
});

it.each([0, 1, 10])('rebuilds a file that was truncated after %i characters', (length) => {
  cacheCompiledCode('let a: number;', () => 'let a        ;');
  writeFileSync(fileAt(0), readFileSync(fileAt(0), 'utf8').slice(0, length));
  expect(cacheCompiledCode('let a: number;', () => 'let a        ;')).toBe('let a        ;');
  expect(cacheCompiledCode('let a: number;', never)).toBe('let a        ;');
});

it('strips in each process when nothing can be stored', () => {
  const file = join(cache, 'file');
  writeFileSync(file, '');
  vi.stubEnv('PERF_HARNESS_STRIPPED', file);
  expect(cacheCompiledCode('let a: number;', () => 'let a        ;')).toBe('let a        ;');
  expect(cacheCompiledCode('let a: number;', () => 'again')).toBe('again');
});

it('removes files older than a month when others are added', () => {
  cacheCompiledCode('let old: number;', () => 'let old        ;');
  const name = files()[0] ?? '';
  utimesSync(fileAt(0), 0, new Date(Date.now() - 31 * 24 * 3_600_000));
  for (let number = 0; files().includes(name); number += 1) {
    if (number > 5_000) throw new Error('it stays');
    cacheCompiledCode(`let a: ${number};`, () => 'let a;');
  }
  expect(files().length).toBeGreaterThan(0);
});
