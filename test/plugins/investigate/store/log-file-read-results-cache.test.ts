import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { createHost, type Host } from '../../../../harness/host.ts';
import {
  createReadingsCache,
  type ReadingsCache,
} from '../../../../plugins/investigate/store/log-file-read-results-cache.ts';

const DAY_MS = 86_400_000;
/** Longer than the interval below which two changes cannot be told apart. */
const SETTLED_MS = 80;
let [state, file] = ['', ''];

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'perf-harness-readings-'));
  file = join(state, 'access.log');
  writeFileSync(file, 'one\n');
  await wait(SETTLED_MS);
});

const open = (readBy = 'v1', host: Host = createHost()): ReadingsCache =>
  createReadingsCache(host, state, readBy);
const names = (): readonly string[] => readdirSync(join(state, 'readings'));
const pathOf = (name: string | undefined): string => join(state, 'readings', name ?? '');

describe('a cached reading of a file', () => {
  test('is found again, and removed when no longer needed', () => {
    open().open(file, 'a').keep(['text ü', '2']);
    const again = open();
    expect(again.open(file, 'a').lines).toEqual(['text ü', '2']);
    expect(again.count()).toBe(1);
    again.remove();
    expect(names()).toEqual([]);
    expect(open().open(file, 'a').lines).toBeNull();
  });

  test('belongs to that file, that request and that program', () => {
    open().open(file, 'a').keep(['text']);
    const other = join(state, 'other.log');
    writeFileSync(other, 'one\n');
    expect(open().open(other, 'a').lines).toBeNull();
    expect(open().open(file, 'b').lines).toBeNull();
    expect(open('v2').open(file, 'a').lines).toBeNull();
    expect(open().open(file, 'a').lines).toEqual(['text']);
  });

  test('is not found once the file was modified, even with its old timestamp', () => {
    const before = new Date('2026-11-24T12:00:00Z');
    utimesSync(file, before, before);
    return wait(SETTLED_MS).then(() => {
      open().open(file, 'a').keep(['text']);
      expect(open().open(file, 'a').lines).toEqual(['text']);
      writeFileSync(file, 'two\n');
      utimesSync(file, before, before);
      expect(open().open(file, 'a').lines).toBeNull();
    });
  });

  test('is not stored for a file that was modified meanwhile, or just before', async () => {
    const readings = open();
    const reading = readings.open(file, 'a');
    appendFileSync(file, 'two\n');
    reading.keep(['text']);
    // Just after the change, however long the machine stalls here.
    const real = createHost();
    const clock = { ...real.clock, now: () => new Date(statSync(file).ctimeMs + 10) };
    open('v1', { ...real, clock })
      .open(file, 'a')
      .keep(['text']);
    expect(names.bind(null)).toThrow();
    await wait(SETTLED_MS);
    readings.open(file, 'a').keep(['text']);
    expect(names()).toHaveLength(1);
  });

  test('follows a link to its target', async () => {
    const link = join(state, 'current.log');
    symlinkSync(file, link);
    open().open(link, 'a').keep(['text']);
    expect(open().open(link, 'a').lines).toEqual(['text']);
    rmSync(link);
    const other = join(state, 'other.log');
    writeFileSync(other, 'two\n');
    symlinkSync(other, link);
    expect(open().open(link, 'a').lines).toBeNull();
  });

  test.each([
    ['cut', (text: string) => text.slice(0, -1)],
    ['changed', (text: string) => text.replace('text', 'tent')],
    ['emptied', () => ''],
  ])('is discarded when the stored text was %s', (_how, damage) => {
    open().open(file, 'a').keep(['text']);
    const [name] = names();
    writeFileSync(pathOf(name), damage(readFileSync(pathOf(name), 'utf8')));
    expect(open().open(file, 'a').lines).toBeNull();
  });
});

describe('limits of the cache', () => {
  test('delete readings after a week, and what a kill has left half-written', () => {
    open().open(file, 'a').keep(['text']);
    open().open(file, 'b').keep(['text']);
    const [first, second] = names();
    const [old, young] = [8, 6].map((days) => new Date(Date.now() - days * DAY_MS));
    utimesSync(pathOf(first), old ?? 0, old ?? 0);
    utimesSync(pathOf(second), young ?? 0, young ?? 0);
    writeFileSync(pathOf('.x.json.4194304-1-1.tmp'), 'half');
    open();
    expect(names()).toEqual([second]);
  });

  test('exclude readings above 32 MiB, without requesting more of them', () => {
    const readings = open();
    let asked = 0;
    readings.open(file, 'a').keep(
      (function* () {
        for (let megabyte = 0; megabyte < 40; megabyte += 1) {
          asked = megabyte;
          yield 'x'.repeat(1 << 20);
        }
      })(),
    );
    expect(readings.count()).toBe(0);
    expect(asked).toBe(31);
    expect(names()).toEqual([]);
    readings.open(file, 'a').keep(['x']);
    expect(names()).toHaveLength(1);
  });

  test('restrict all readings to half a gibibyte', () => {
    open().open(file, 'a').keep(['text']);
    const real = createHost();
    const files = { ...real.files, sizeOf: () => (512 << 20) - 2 };
    open('v1', { ...real, files })
      .open(file, 'b')
      .keep(['text']);
    expect(names()).toHaveLength(1);
  });

  test('store nothing on a full disk, without an error', () => {
    const real = createHost();
    const writeAtomic = (): void => {
      throw new Error('ENOSPC');
    };
    const readings = open('v1', { ...real, files: { ...real.files, writeAtomic } });
    readings.open(file, 'a').keep(['text']);
    expect(readings.count()).toBe(0);
  });
});
