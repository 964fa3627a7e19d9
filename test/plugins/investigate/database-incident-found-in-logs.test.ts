/** An incident without resource metrics: only log messages show it. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
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
  incidentTime,
  investigateArguments,
} from '../../support/planted-incident-repository-and-logs.ts';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';

const BEGAN = incidentTime('14:15');

/** Returns a log with a query a minute; since the onset also a slow query, refused connections. */
function databaseLog(): string {
  const lines: string[] = [];
  for (let at = incidentTime('12:00'); at < incidentTime('16:00'); at += 60_000) {
    const stamp = (second: number): string =>
      `${new Date(at + second * 1000).toISOString().replace('T', ' ').replace('Z', '')} UTC [7] shop@shop`;
    lines.push(`${stamp(1)} LOG:  duration: 12.${at % 9} ms  statement: SELECT 1`);
    if (at < BEGAN) continue;
    const id = (at / 60_000) % 97;
    lines.push(
      `${stamp(2)} LOG:  duration: ${1400 + id}.5 ms  statement: SELECT * FROM carts`,
      `\tWHERE id = ${id} AND token = 'hunter2'`,
    );
    for (let client = 0; client < 3 + (id % 3); client += 1)
      lines.push(`${stamp(3 + client)} FATAL:  sorry, too many clients already`);
  }
  return `${lines.join('\n')}\n`;
}

function applicationLog(): string {
  const lines: string[] = [];
  for (let at = incidentTime('12:00'); at < incidentTime('16:00'); at += 60_000) {
    const line = (msg: string): void => {
      lines.push(JSON.stringify({ level: 50, time: at, pid: 1, hostname: 'web-1', msg }));
    };
    line(`session ${at} expired`);
    if (at >= BEGAN) line(`cart ${at} of "a@b.example" is lost`);
  }
  // Files that were put together are not in order.
  return `${lines.toReversed().join('\n')}\n`;
}

describe('an incident that only log messages show', () => {
  let report: InvestigationReport;
  let data: DataPart;
  let out: string;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'perf-harness-database-incident-'));
    const settings = (max: number): string => `db:\n  pool:\n    max: ${max}\n`;
    const repo = createDatedRepository([
      { at: '09:00', message: 'shop', files: { 'config.yml': settings(20) }, tag: 'v1' },
      { at: '14:08', message: 'fewer', files: { 'config.yml': settings(5) }, tag: 'v2' },
    ]);
    const access = createAccessLog({
      from: '12:00',
      until: '16:00',
      rate: () => ({ '/cart': 40, '/products': 80 }),
      p95: (at, endpoint) => (endpoint === '/cart' && at >= BEGAN ? 900 : 250),
    });
    // The same as Apache writes it, in microseconds.
    writeFileSync(
      join(folder, 'access.log'),
      access.replace(
        / (\d+)\.(\d{3})$/gmu,
        (_, seconds, part) => ` ${Number(`${seconds}${part}000`)}us`,
      ),
    );
    writeFileSync(
      join(folder, 'httpd.conf'),
      String.raw`LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %Dus" timed`,
    );
    writeFileSync(join(folder, 'postgresql.log'), databaseLog());
    writeFileSync(join(folder, 'app.jsonl'), applicationLog());
    const done = await runCommandInProcess(
      investigateArguments({
        service: 'shop',
        repo,
        'log-format': 'httpd.conf',
        logs: ['access.log', 'postgresql.log', 'app.jsonl'],
        reporter: ['json=report.json', 'html=report.html', 'terminal'],
      }),
      { cwd: folder, isLight: true },
    );
    expect(done.code, done.err).toBe(1);
    const json = readFileSync(join(folder, 'report.json'), 'utf8');
    out = `${done.out}${json}${readFileSync(join(folder, 'report.html'), 'utf8')}`;
    report = JSON.parse(json);
    if (report.data.state !== 'completed') throw new Error(JSON.stringify(report.data));
    data = report.data.part;
  });

  test('reads each file in its format, by its content or by the configuration', () => {
    expect(data.sources.map(({ format, unread }) => [format, unread])).toEqual([
      ['timed', 0],
      ['PostgreSQL', 0],
      ['JSON lines', 0],
    ]);
    const affected = data.endpoints.filter(({ is_affected }) => is_affected);
    expect(affected.map(({ name }) => name)).toEqual(['GET /cart']);
  });

  test('INV-31: uses refused connections as a second source that supports the pool', () => {
    const refused = data.signals.find(({ name }) => name === 'pg_connections_refused');
    expect(refused).toMatchObject({ mechanism: 'connections', before: 0 });
    expect(Math.abs(Date.parse(refused?.at ?? '') - BEGAN)).toBeLessThanOrEqual(120_000);
    expect(report.conclusion).toBe('established');
    expect(report.causes[0]?.change.title).toMatch(/^db\.pool\.max: 20 → 5/u);
    expect(report.causes[0]?.sources).toEqual(expect.arrayContaining(['metrics', 'repository']));
  });

  test('INV-09: reports new errors, but not permanent errors', () => {
    const changes = data.error_lines.patterns.map(({ pattern, change }) => [pattern, change]);
    expect(changes).toEqual([
      ['sorry, too many clients already', 'new'],
      ['cart ? of ? is lost', 'new'],
      ['session ? expired', 'same'],
    ]);
    expect(out).toMatch(/new {2}cart \? of \? is lost/u);
    expect(out).not.toMatch(/(?:new|more) {2}session/u);
    const { by_interval, count } = data.error_lines;
    expect(by_interval).toHaveLength(data.timeline.length);
    expect(by_interval.reduce((sum, lineCount) => sum + lineCount, 0)).toBe(count);
  });

  test('INV-10: reports the slow query without its values', () => {
    expect(data.slow_queries).toMatchObject([
      {
        statement: 'SELECT * FROM carts WHERE id = ? AND token = ?',
        before: { count: 0, max: null },
        after: { count: 105 },
      },
    ]);
    expect(out).not.toContain('hunter2');
    expect(out).not.toContain('a@b.example');
  });
});
