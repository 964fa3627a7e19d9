/** `perf-harness profile file…` of plans, logs, HAR files and traces, as people bring them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  type ProfileReport,
  profileReportSchema,
} from '../../harness/model/documents/profile-document.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';

const FOLDER = fileURLToPath(new URL('../fixtures/profile-files/', import.meta.url));
const fixture = (path: string): string => readFileSync(`${FOLDER}${path}`, 'utf8');

async function profile(cwd: string, args: readonly string[]): Promise<ProfileReport> {
  const { code, out, err } = await runCommandInProcess(['profile', '--reporter', 'json', ...args], {
    cwd,
  });
  expect(code, err).toBe(0);
  return profileReportSchema.parse(JSON.parse(out));
}

describe('a profile file from another tool', () => {
  it.each([
    ['postgresql-15/plan-scan.json', 'postgresql-plan'],
    ['postgresql-15/plan-framed.txt', 'postgresql-plan'],
    ['postgresql-15/slow.log', 'postgresql-log'],
    ['postgresql-15/slow.csv', 'postgresql-log'],
    ['postgresql-15/slow.json', 'postgresql-log'],
    ['mariadb-10.11/slow.log', 'mysql-slow-log'],
    ['playwright-1.65.1/orders.har', 'har'],
    ['opentelemetry-2.12/traces.jsonl', 'otlp'],
  ])('LEAD-02: recognises %s by its content, whatever its name, as %s', async (path, tool) => {
    const cwd = createProject({ 'given.txt': fixture(path) });
    const report = await profile(cwd, ['given.txt']);
    expect(report).toMatchObject({
      tool,
      unit: 'ms',
      trials: 1,
      state: 'completed',
      kind: 'file',
    });
    expect(report.busy).toBeGreaterThan(0);
    expect(new Set(report.owners.map(({ owner }) => owner))).toEqual(new Set(['service']));
  });

  it('is found under the usual names of such files, packed or numbered', async () => {
    const cwd = createProject({
      'postgresql.log.1': fixture('postgresql-15/slow.log'),
      'shop.har': fixture('playwright-1.65.1/orders.har'),
      'spans.jsonl': fixture('opentelemetry-2.12/traces.jsonl'),
      'postgresql.csv': fixture('postgresql-15/slow.csv'),
    });
    const packed = join(cwd, 'slow.log.gz');
    writeFileSync(packed, gzipSync(fixture('mariadb-10.11/slow.log')));
    const names = ['postgresql.log.1', 'shop.har', 'spans.jsonl', 'postgresql.csv', 'slow.log.gz'];
    const tools = [];
    for (const name of names) tools.push((await profile(cwd, [name])).tool);
    expect(tools).toEqual(['postgresql-log', 'har', 'otlp', 'postgresql-log', 'mysql-slow-log']);
  });
});

describe('the report on a file from another tool', () => {
  it('LEAD-24: warns of the scan of a large table, and says what to do', async () => {
    const cwd = createProject({ 'plan.json': fixture('postgresql-15/plan-scan.json') });
    const { code, out, err } = await runCommandInProcess(['profile', 'plan.json'], { cwd });
    expect(code, err).toBe(0);
    const text = `${out}${err}`.replace(/\s+/g, ' ');
    expect(text).toContain('Seq Scan on orders takes 92 % of the busy time of `plan.json`');
    expect(text).toContain('warning: Seq Scan on orders reads 60,000 rows to keep 30');
    expect(text).toContain('Add an index for the condition (customer_id = 7)');
    expect(text).not.toContain('Telemetry');
  });

  it('LEAD-19: says for a log that there is no source for traces, and the reverse for traces', async () => {
    const cwd = createProject({
      'slow.log': fixture('postgresql-15/slow.log'),
      'spans.jsonl': fixture('opentelemetry-2.12/traces.jsonl'),
    });
    const textOf = async (name: string): Promise<string> =>
      (await runCommandInProcess(['profile', name], { cwd })).out.replace(/\s+/g, ' ');
    expect(await textOf('slow.log')).toContain(
      'Telemetry Logs: why? slow.log Metrics: is it slow? no source Traces: where? no source Field: does the user care? no source',
    );
    expect(await textOf('spans.jsonl')).toContain(
      'Logs: why? no source Metrics: is it slow? no source Traces: where? spans.jsonl',
    );
  });

  it('gives an interval for several plans, and names the plan of each finding', async () => {
    const plan = fixture('postgresql-15/plan-scan.json');
    const cwd = createProject({ 'a.json': plan, 'b.json': plan });
    const report = await profile(cwd, ['a.json', 'b.json']);
    expect(report.trials).toBe(2);
    expect(report.findings.map(({ message }) => message.split(' ', 1)[0])).toEqual([
      'a.json:',
      'b.json:',
    ]);
  });
});

describe('an unusable file', () => {
  const plan = fixture('postgresql-15/plan-scan.json');
  it.each([
    ['is empty', { 'a.log': '' }, 'the file is empty'],
    [
      'is foreign',
      { 'a.log': 'GET / 200\nGET /a 404\n' },
      'the file matches none of the known profile formats',
    ],
    ['is cut short', { 'a.json': plan.slice(0, 600) }, 'the file is truncated'],
    [
      'is a plan as text',
      { 'a.txt': fixture('postgresql-15/plan-as-text.txt') },
      'the plan is in text format',
    ],
    [
      'was not executed',
      { 'a.json': fixture('postgresql-15/plan-plain.json') },
      'was not executed',
    ],
    [
      'is of another tool than the one beside it',
      { 'a.json': plan, 'b.log': fixture('postgresql-15/slow.log') },
      'come from different tools, postgresql-plan and postgresql-log',
    ],
    [
      'is another one from its middle on',
      { 'a.jsonl': `${fixture('opentelemetry-2.12/traces.jsonl')}{"log":{"entries":[]}}\n` },
      'document 3 has no readable OpenTelemetry spans',
    ],
  ])('is named with what is wrong when it %s', async (_, files, why) => {
    const cwd = createProject(files);
    const { code, out, err } = await runCommandInProcess(['profile', ...Object.keys(files)], {
      cwd,
    });
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.replace(/\s+/g, ' ')).toContain(why);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
