/** What a test command takes before anything is changed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BASELINE_FIELDS } from '../../../harness/model/documents/test-baseline.ts';
import { baselineOf, WORK } from '../baseline-of.ts';

/** Leaves a line for each of its executions. */
const COUNT =
  "import { appendFileSync, existsSync, readFileSync } from 'node:fs'; appendFileSync('runs', '.');\n";
const runsIn = (folder: string): number => readFileSync(join(folder, 'runs'), 'utf8').length;

const TALKATIVE = `import { createServer, get } from 'node:http';
const server = createServer((request, response) => response.end('ok')).listen(0, '127.0.0.1', async () => {
  const url = new URL('http://127.0.0.1');
  url.port = server.address().port;
  for (let at = 0; at < 8; at += 1) await (await fetch(url)).text();
  for (let at = 0; at < 5; at += 1) {
    await new Promise((resolve) => get(url, (response) => response.resume().on('end', resolve)));
  }
  server.close();
  server.closeAllConnections();
});
`;

describe('a baseline', () => {
  it('P811-10: is one discarded run and three that count, with all raw samples', async () => {
    const { baseline, folder } = await baselineOf(WORK, { 'work.mjs': COUNT });
    expect(runsIn(folder)).toBe(4);
    expect(baseline).toMatchObject({ state: 'measured', runs: 3, discarded: 1, findings: [] });
    expect(baseline.test_command).toBe('node work.mjs');
    for (const [field, value] of Object.entries(baseline.metrics)) {
      const samples = baseline.samples[field as keyof typeof baseline.samples] ?? [];
      expect(samples).toHaveLength(3);
      expect(value).toBe([...samples].sort((a, b) => a - b)[1]);
    }
  });

  it('P811-11: has the fields of a performance map, and those that were not asked for are not there', async () => {
    // More than the process that starts it ever has: a smaller peak is told to be unknown.
    const { baseline } = await baselineOf(WORK, {
      'work.mjs': `${COUNT}globalThis.kept = Buffer.alloc(150_000_000, 1);`,
    });
    expect(Object.keys(baseline.metrics)).toEqual([
      'wall_time_ms',
      'cpu_time_ms',
      'memory_peak_mb',
    ]);
    expect(baseline.unavailable).toEqual({});
    // P811-09: no field stands for a processor that is not there.
    expect(BASELINE_FIELDS.filter((field) => field.includes('gpu'))).toEqual([]);
  });

  it('P811-11: says of what could not be had why it is missing, and gives no number', async () => {
    const { baseline } = await baselineOf(
      { type: 'argv', argv: ['true'] },
      {},
      {
        fields: ['http_round_trips'],
      },
    );
    expect(baseline.metrics).not.toHaveProperty('http_round_trips');
    expect(baseline.unavailable.http_round_trips).toContain('no Node.js process took part');
  });

  it('P811-07: counts the bytes that go to storage where it is asked', async () => {
    const work = `import { openSync, writeSync, fsyncSync } from 'node:fs';
const file = openSync('out', 'w'); writeSync(file, Buffer.alloc(8 * 2 ** 20, 7)); fsyncSync(file);\n`;
    const { baseline } = await baselineOf(
      WORK,
      { 'work.mjs': work },
      {
        fields: ['io_read_bytes', 'io_write_bytes'],
      },
    );
    expect(baseline.metrics.io_write_bytes).toBeGreaterThanOrEqual(8 * 2 ** 20);
    expect(baseline.metrics.io_read_bytes).toBeGreaterThanOrEqual(0);
  });

  it('P811-08: counts 13 requests as 13, by fetch and by node:http, in the same runs', async () => {
    const { baseline, folder } = await baselineOf(
      WORK,
      { 'work.mjs': COUNT + TALKATIVE },
      {
        fields: ['http_round_trips'],
      },
    );
    expect(baseline.samples.http_round_trips).toEqual([13, 13, 13]);
    expect(baseline.samples.wall_time_ms).toHaveLength(3);
    expect(runsIn(folder)).toBe(4);
  });

  it('P811-11: says the memory that was gained by the end, of all processes the one that gained most', async () => {
    const grow = `globalThis.kept = Buffer.alloc(60e6, 7);\n`;
    const start = `import { spawnSync } from 'node:child_process'; spawnSync('node', ['grow.mjs']);\n`;
    const { baseline } = await baselineOf(
      WORK,
      { 'work.mjs': start, 'grow.mjs': grow },
      {
        fields: ['memory_delta_mb', 'http_round_trips'],
      },
    );
    expect(baseline.samples.memory_delta_mb).toHaveLength(3);
    expect(baseline.metrics.memory_delta_mb).toBeGreaterThan(59);
    expect(baseline.metrics.memory_delta_mb).toBeLessThan(baseline.metrics.memory_peak_mb ?? 0);
    expect(baseline.metrics.http_round_trips).toBe(0);
    const killed = await baselineOf(
      { type: 'shell', text: 'node killed.mjs || true' },
      { 'killed.mjs': "process.kill(process.pid, 'SIGKILL');" },
      { fields: ['memory_delta_mb'] },
    );
    expect(killed.baseline.unavailable.memory_delta_mb).toContain('was ended before');
  });

  it('is of a command that a user typed, too', async () => {
    const { baseline, folder } = await baselineOf({
      type: 'shell',
      text: 'echo one >> log && true',
    });
    expect(baseline).toMatchObject({ state: 'measured', test_command: 'echo one >> log && true' });
    expect(readFileSync(join(folder, 'log'), 'utf8').trim().split('\n')).toHaveLength(4);
  });
});

describe('P811-12: a test that fails before profiling blocks', () => {
  const message = 'test fails before profiling — fix test first';

  it('in its first run, which would be discarded, with what it said', async () => {
    const work = `${COUNT}console.error('expected 1 to be 2'); process.exitCode = 1;\n`;
    const { baseline, folder } = await baselineOf(WORK, { 'work.mjs': work });
    expect(baseline).toMatchObject({ state: 'blocked', metrics: {}, samples: {} });
    expect(baseline.findings).toMatchObject([{ id: 'test-fails', level: 'error', message }]);
    expect(baseline.findings[0]?.remedy).toContain('expected 1 to be 2');
    expect(runsIn(folder)).toBe(1);
  });

  it('in any later one', async () => {
    const work = `${COUNT}if (readFileSync('runs', 'utf8').length === 3) process.exit(1);\n`;
    const { baseline } = await baselineOf(WORK, { 'work.mjs': work });
    expect(baseline).toMatchObject({ state: 'blocked', metrics: {}, findings: [{ message }] });
  });

  it('where it is ended by a signal, takes too long, or is not there', async () => {
    const killed = await baselineOf(WORK, { 'work.mjs': "process.kill(process.pid, 'SIGKILL');" });
    expect(killed.baseline).toMatchObject({ state: 'blocked', findings: [{ message }] });
    const endless = await baselineOf(
      WORK,
      { 'work.mjs': 'setInterval(() => {}, 9);' },
      { timeoutMs: 500 },
    );
    expect(endless.baseline).toMatchObject({ state: 'blocked', findings: [{ message }] });
    const missing = await baselineOf({ type: 'argv', argv: ['no-such-runner'] });
    expect(missing.baseline.state).toBe('blocked');
    expect(missing.baseline.findings[0]?.message).toContain('no-such-runner');
  });
});

it('a baseline that is interrupted says so, and ends what it started', async () => {
  const aborting = new AbortController();
  const work = `${COUNT}await new Promise((resolve) => setTimeout(resolve, 3_000)); appendFileSync('late', '.');\n`;
  setTimeout(() => aborting.abort(), 1_500);
  const { baseline, folder } = await baselineOf(
    WORK,
    { 'work.mjs': work },
    { signal: aborting.signal },
  );
  expect(baseline.state).toBe('interrupted');
  expect(existsSync(join(folder, 'late'))).toBe(false);
});
