import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type {
  DataPart,
  InvestigationReport,
} from '../../../plugins/investigate/document/investigation-document.ts';
import {
  createAccessLog,
  createDatedRepository,
  createResourceLog,
  incidentTime,
  investigateArguments,
} from '../../support/planted-incident-repository-and-logs.ts';
import { type CommandResult, runCommandInProcess } from '../../support/run-command-in-process.ts';

const BEGAN = incidentTime('14:15');
const HOUR_MS = 3_600_000;

/** The incident of a halved pool: fast until 14:15, and slow since. */
const LINES = createAccessLog({
  from: '12:00',
  until: '16:00',
  rate: () => ({ '/checkout': 15, '/login': 15 }),
  p95: (at, endpoint) => (at >= BEGAN && endpoint === '/checkout' ? 800 : 200),
})
  .trimEnd()
  .split('\n');

/** Returns the time stated in a line, milliseconds. */
function timeOf(line: string): number {
  const [, day, clock] = /\[(\d\d)\/Nov\/2026:([\d:]+) \+0000\]/u.exec(line) ?? [];
  return Date.parse(`2026-11-${day}T${clock}Z`);
}

/** Returns the line with the time of another clock. */
function shownAt(line: string, at: number, zone = ' +0000'): string {
  const iso = new Date(at).toISOString();
  return line.replace(/\[[^\]]+\]/u, `[${iso.slice(8, 10)}/Nov/2026:${iso.slice(11, 19)}${zone}]`);
}

const settings = (max: number): string => `db:\n  pool:\n    max: ${max}\n`;
const repo = createDatedRepository([
  { at: '09:00', message: 'shop', files: { 'config/production.yml': settings(50) }, tag: 'v1' },
  { at: '14:10', message: 'pool', files: { 'config/production.yml': settings(20) }, tag: 'v2' },
]);

interface Told extends CommandResult {
  readonly report: InvestigationReport;
  readonly data: DataPart;
  /** All findings in one text. */
  readonly findings: string;
}

/** Investigates these logs together with the numbers of the pool, which have the right time. */
async function investigated(
  logs: Readonly<Record<string, string | Uint8Array>>,
  words: readonly string[] = [],
): Promise<Told> {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-odd-times-'));
  for (const [name, text] of Object.entries(logs)) writeFileSync(join(folder, name), text);
  const pool = createResourceLog('12:00', '16:00', {
    pool_utilization: (at) => (at >= BEGAN ? 95 : 60),
  });
  writeFileSync(join(folder, 'system.log'), pool);
  const flags = { repo, metrics: 'system.log', logs: Object.keys(logs), reporter: 'json' };
  const done = await runCommandInProcess([...investigateArguments(flags), ...words], {
    cwd: folder,
    isLight: true,
  });
  expect(done.err).not.toMatch(/error:|^\s+at /mu);
  const report = JSON.parse(done.out) as InvestigationReport;
  if (report.data.state !== 'completed') throw new Error(report.data.reason);
  const findings = report.findings
    .map(({ message, remedy = '' }) => `${message} ${remedy}`)
    .join('\n');
  return { ...done, report, data: report.data.part, findings };
}

describe('clock jumps in a log', () => {
  test('are reported for an hour forwards and back, and establish nothing', async () => {
    const text = LINES.map((line) => {
      const at = timeOf(line);
      const isAhead = at >= incidentTime('13:00') && at < incidentTime('13:20');
      return shownAt(line, isAhead ? at + HOUR_MS : at);
    });
    const told = await investigated({ 'access.log': text.join('\n') });
    expect(told.findings).toMatch(
      /The timestamps in \S*access\.log go back by 1 h at 2026-11-24T14:(?:19|20)Z/u,
    );
    expect(told.report.conclusion).toBe('probable cause not established');
  });

  test('are reported with advice for the end of summer time in a log without a zone', async () => {
    const text = LINES.map((line) => {
      const at = timeOf(line);
      return shownAt(line, at >= incidentTime('15:00') ? at - HOUR_MS : at, '');
    });
    const told = await investigated({ 'access.log': text.join('\n') });
    expect(told.findings).toContain('does not state its time zone');
    expect(told.findings).toMatch(/go back by 1 h[\s\S]*end of daylight saving time/u);
    expect(told.report.conclusion).toBe('probable cause not established');
  });
});

describe('log lines out of chronological order', () => {
  let inOrder: Told;
  beforeAll(async () => {
    inOrder = await investigated({ 'access.log': LINES.join('\n') });
  });

  test('are compared with lines in order, which establish the incident', () => {
    expect(inOrder.report.conclusion).toBe('established');
    expect(inOrder.findings).not.toMatch(/clock|go back by|is ignored/u);
  });

  test('give the same result when shuffled as in order', async () => {
    const shuffled = LINES.map((line, index) => ({ line, place: (index * 7919) % LINES.length }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ line }) => line);
    const told = await investigated({ 'access.log': shuffled.join('\n') });
    expect(told.data.onset).toEqual(inOrder.data.onset);
    expect(told.report.conclusion).toBe('established');
  });

  test('are no clock jump when some requests ended long after they began', async () => {
    const late = LINES.map((line, index) =>
      index % 100 === 99 ? shownAt(line, timeOf(line) - HOUR_MS) : line,
    );
    expect((await investigated({ 'access.log': late.join('\n') })).findings).not.toMatch(
      /clock|go back by/u,
    );
  });

  test('are read as one log from several files with overlapping times', async () => {
    const half = (rest: number): string =>
      LINES.filter((_, index) => index % 2 === rest).join('\n');
    const told = await investigated({ 'web-1.log': half(0), 'web-2.log': half(1) });
    expect(told.data.onset).toEqual(inOrder.data.onset);
    expect(told.data.endpoints).toEqual(inOrder.data.endpoints);
    expect(told.report.conclusion).toBe('established');
  });

  test('are no clock jump when one file holds two logs one after the other', async () => {
    const half = (rest: number): string =>
      LINES.filter((_, index) => index % 2 === rest).join('\n');
    const told = await investigated({ 'both.log': `${half(0)}\n${half(1)}` });
    expect(told.findings).not.toMatch(/clock|go back by/u);
    expect(told.report.conclusion).toBe('established');
  });
});

describe('unusual timestamps', () => {
  test('report an empty hour at the start of summer time in a log without a zone', async () => {
    const text = LINES.map((line) => {
      const at = timeOf(line);
      return shownAt(line, at >= incidentTime('13:00') ? at + HOUR_MS : at, '');
    });
    const told = await investigated({ 'access.log': text.join('\n') });
    expect(told.findings).toMatch(
      /no requests from 2026-11-24 13:00 to 14:00 UTC[\s\S]*set forward, for example for daylight saving time/u,
    );
    expect(told.report.conclusion).toBe('probable cause not established');
  });

  test('are counted and reported when invalid, in the future, or with an invalid duration', async () => {
    const [first = ''] = LINES;
    const leap = first.replace(/\[[^\]]+\]/u, '[24/Nov/2026:13:59:60 +0000]');
    const wrong = first.replace(/\[[^\]]+\]/u, '[24/Nov/2026:13:59:61 +0000]');
    const future = [1, 2, 3].map((day) => shownAt(first, BEGAN + day * 24 * HOUR_MS));
    // nginx writes a dash if there was nothing to time.
    const bad = ['-0.250', 'NaN', 'Infinity', '-'].map((time) => first.replace(/\S+$/u, time));
    const lines = [...LINES, leap, wrong, ...future, ...bad];
    const told = await investigated({ 'access.log': lines.join('\n') });
    expect(told.data.sources[0]).toMatchObject({ lines: lines.length, unread: 1 + 3 });
    expect(told.findings).toContain('3 requests lie outside the analysed period');
    expect(told.report.conclusion).toBe('established');
  });
});

describe('a time range with too little data', () => {
  test('has nothing to look at when no log is in it, and reports the times of the logs', async () => {
    const text = LINES.map((line) => shownAt(line, timeOf(line) - 24 * HOUR_MS)).join('\n');
    const told = await investigated({ 'access.log': text });
    expect(told.code).toBe(6);
    expect(told.report.conclusion).toBe('nothing to look at');
    expect(told.findings).toMatch(
      /All 7200 requests lie outside the analysed period: they range from 2026-11-23T12:00Z to 2026-11-23T15:59Z/u,
    );
  });

  test('has nothing to explain when slow from its start, and says what is needed', async () => {
    const slow = LINES.filter((line) => timeOf(line) >= incidentTime('14:30'));
    const told = await investigated({ 'access.log': slow.join('\n') });
    expect(told.code).toBe(0);
    expect(told.report.conclusion).toBe('nothing to explain');
    expect(told.report.causes).toEqual([]);
    expect(told.findings).toMatch(/began before .* choose an earlier --since/u);
  });

  test('reports a service that does not occur, with those that do', async () => {
    const lines = LINES.map((line) => {
      const [, path] = /"GET (\S+)/u.exec(line) ?? [];
      const service = path === '/login' ? 'accounts' : 'shop';
      const seconds = Number(line.slice(line.lastIndexOf(' ') + 1));
      const request = { url: path, status: 200, duration_ms: seconds * 1000, service };
      return JSON.stringify({ time: timeOf(line), ...request });
    });
    const words = ['--service', 'payments'];
    const { findings } = await investigated({ 'app.jsonl': lines.join('\n') }, words);
    expect(findings).toContain('No line belongs to the service "payments"');
    expect(findings).toMatch(/accounts.*shop|shop.*accounts/u);
  });
});
