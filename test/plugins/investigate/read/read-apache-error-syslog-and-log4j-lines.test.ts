import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readLogObservations } from '../../../support/read-log-observations.ts';

const SAMPLES = join(import.meta.dirname, '../../../fixtures/logs/elastic-beats');

/** Reads a log of the hour from a moment on; errors as `4 × pool timed out, first 2026-…`. */
async function read(text: string, from: string) {
  const found = await readLogObservations(text, { start: Date.parse(from) });
  const errors = found.observed.errorLines.all().map(({ pattern, counts, first }) => {
    const count = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return `${count} × ${pattern}, first ${new Date(first).toISOString().slice(0, 19)}`;
  });
  return { ...found, errors, series: Object.keys(found.series) };
}

describe('the error log of Apache', () => {
  test('INV-09: groups the errors of a 2.2 sample by their pattern', async () => {
    const text = readFileSync(join(SAMPLES, 'apache-error.log'), 'utf8');
    const { source, errors } = await read(text, '2016-12-26T16:00:00Z');
    expect(source).toMatchObject({ format: 'Apache error log', lines: 7, unread: 0 });
    expect(source.hasZone).toBe(false);
    expect(errors).toHaveLength(5);
    expect(errors).toContain(
      '2 × File does not exist: /var/www/favicon.ico, first 2016-12-26T16:22:08',
    );
  });

  test('is read in 2.4 with fractions of seconds, modules and processes; its events become metrics', async () => {
    const line = (level: string, words: string): string =>
      `[Tue Nov 24 12:00:03.103786 2026] [${level}] [pid 7:tid 4328636416] [client 10.0.0.1:5] ${words}\n`;
    const { source, errors, series } = await read(
      line('core:notice', 'AH00094: Command line') +
        line('proxy:error', '(111)Connection refused: AH00957: HTTP: attempt to connect failed') +
        line('proxy_http:error', 'AH01102: error reading status line: No space left on device'),
      '2026-11-24T12:00:00Z',
    );
    expect(source).toMatchObject({ lines: 3, unread: 0 });
    expect(errors[0]).toContain('1 × Connection refused: AH00957');
    expect(series).toEqual(expect.arrayContaining(['log_network_failures', 'log_disk_full']));
  });
});

describe('syslog', () => {
  test('INV-09: groups the failures of a sample by program, and reports the year as assumed', async () => {
    const text = readFileSync(join(SAMPLES, 'syslog.log'), 'utf8');
    const { source, errors } = await read(text, '2017-02-22T16:00:00Z');
    expect(source).toMatchObject({ format: 'syslog', lines: 11, unread: 0, assumedYear: 2017 });
    expect(errors).toContain(
      '3 × sshd: Failed password for root from ? port ? ssh2, first 2017-02-22T16:45:20',
    );
    expect(errors.join('\n')).not.toContain('Accepted publickey');
  });

  test('classifies a line by its severity where it states one', async () => {
    const { errors } = await read(
      '<11>Nov 24 12:00:01 web app[7]: nothing in these words\n<14>Nov 24 12:00:02 web app[7]: error: of a test\n',
      '2026-11-24T12:00:00Z',
    );
    expect(errors).toEqual(['1 × app: nothing in these words, first 2026-11-24T12:00:01']);
  });

  test('assigns December to the previous year, seen from January', async () => {
    const { source, observed } = await read(
      'Dec 31 23:50:00 web kernel: Out of memory: Killed process 7 (node)\n',
      '2026-12-31T23:30:00Z',
    );
    expect(source.assumedYear).toBe(2026);
    expect(observed.errorLines.all()).toHaveLength(1);
    const { source: late } = await read(
      'Dec 31 23:50:00 web kernel: Out of memory\n',
      '2027-01-01T00:00:00Z',
    );
    expect(late.assumedYear).toBe(2026);
  });
});

describe('log4j', () => {
  test('reads errors of Spark, with the stack traces below them', async () => {
    const { source, errors, series } = await read(
      [
        '26/11/24 12:00:40 INFO executor.Executor: Running task 0.0 in stage 0.0 (TID 0)',
        '26/11/24 12:00:41 ERROR shuffle.RetryingBlockFetcher: Exception while beginning fetch of 1 blocks',
        'java.io.IOException: Failed to connect to 10.0.0.46:40458',
        '\tat org.apache.spark.network.Client.create(Client.java:216)',
        'Caused by: java.net.ConnectException: Connection refused',
        '\t... 3 more',
        '26/11/24 12:00:42 ERROR executor.Executor: java.lang.OutOfMemoryError: Java heap space',
        '26/11/24 12:00:43 WARN memory.MemoryStore: Not enough space',
      ].join('\n'),
      '2026-11-24T12:00:00Z',
    );
    expect(source).toMatchObject({ format: 'log4j', lines: 8, unread: 0, assumedYear: null });
    expect(errors).toHaveLength(3);
    expect(errors.at(-1)).toMatch(/warning: memory.MemoryStore: Not enough space/u);
    expect(series).toContain('log_memory_exhausted');
  });

  test('counts an impossible date as unread', async () => {
    const lines = ['26/11/24 12:00:40 INFO a: b', '26/13/24 12:00:40 INFO a: b'];
    expect((await read(lines.join('\n'), '2026-11-24T12:00:00Z')).source.unread).toBe(1);
  });
});
