import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type {
  DataPart,
  InfrastructurePart,
  InvestigationReport,
} from '../../../plugins/investigate/document/investigation-document.ts';
import {
  createAccessLog,
  createDatedRepository,
  createResourceLog,
  INCIDENT_DAY,
  INCIDENT_TIME,
  incidentTime,
  investigateArguments,
  type PlantedCommit,
} from '../../support/planted-incident-repository-and-logs.ts';
import { createProject } from '../../support/run-cli.ts';
import { runCommandInProcess } from '../../support/run-command-in-process.ts';

const BEGAN = incidentTime('14:15');
const TIME = INCIDENT_TIME;

interface Planted {
  readonly files?: Readonly<Record<string, string>>;
  readonly commits?: readonly PlantedCommit[];
  readonly args?: readonly string[];
}

/** Investigates an incident that starts at 14:15, with the given files, commits and arguments. */
async function investigated({
  files = {},
  commits,
  args = [],
}: Planted): Promise<InvestigationReport> {
  const folder = createProject(files);
  const repo =
    commits === undefined
      ? mkdtempSync(join(tmpdir(), 'perf-harness-no-repository-'))
      : createDatedRepository(commits);
  writeFileSync(
    join(folder, 'access.log'),
    createAccessLog({
      from: '12:00',
      until: '16:00',
      rate: () => ({ '/checkout': 20, '/login': 20 }),
      p95: (at, endpoint) => (at >= BEGAN && endpoint === '/checkout' ? 800 : 200),
    }),
  );
  const flags = { repo, logs: 'access.log', metrics: Object.keys(files), reporter: 'json' };
  const done = await runCommandInProcess([...investigateArguments(flags), ...args], {
    cwd: folder,
    isLight: true,
  });
  expect(done.err).not.toContain('error:');
  return JSON.parse(done.out);
}

function dataOf({ data }: InvestigationReport): DataPart {
  if (data.state === 'completed') return data.part;
  throw new Error(data.reason);
}

function infrastructureOf({ infrastructure }: InvestigationReport): InfrastructurePart {
  if (infrastructure.state === 'completed') return infrastructure.part;
  throw new Error(infrastructure.reason);
}

test('INV-03, INV-05: assigns a priority by the environment, and stores each investigation of a day', async () => {
  const folder = createProject({ 'access.log': '' });
  const words = [...TIME, '--service', 'shop', '--logs', 'access.log', '--reporter', 'json'];
  const found: unknown[] = [];
  for (const environment of ['production', 'staging', 'development']) {
    const { out } = await runCommandInProcess(
      ['investigate', ...words, '--environment', environment],
      { cwd: folder, isLight: true },
    );
    found.push(JSON.parse(out).incident.priority);
  }
  expect(found).toEqual(['HIGH', 'MEDIUM', 'LOW']);
  for (const id of [`${INCIDENT_DAY}-shop`, `${INCIDENT_DAY}-shop-3`]) {
    const path = join(folder, '.perf-harness/investigations', id, 'report.json');
    expect(JSON.parse(readFileSync(path, 'utf8')).id).toBe(id);
  }
});

test('INV-04: reads nothing without a time range', async () => {
  const { code, err } = await runCommandInProcess(['investigate', '--logs', 'access.log'], {
    cwd: createProject(),
    isLight: true,
  });
  expect(code).toBe(2);
  expect(err).toContain('--since is missing');
});

describe('invalid arguments', () => {
  test.each([
    [['--since', 'yesterday'], '--since takes a time'],
    [['--since', '2026-11-24T14:00Z', '--until', '2026-11-24T13:00Z'], 'not before --until'],
    [[...TIME, '--logs', 'nothing-here.log'], 'There is no file at nothing-here.log'],
    [[...TIME, '--environment', 'moon'], 'Allowed choices are production, staging, development'],
    [[...TIME, '--map', 'colour=1'], '--map takes time'],
    [[...TIME, '--settings', 'a.yml'], 'two configuration files'],
    [[...TIME, '--log-format', '$status$uri'], 'no separator between them'],
    [[...TIME, '--deploys', 'nothing.csv'], 'there is no such file'],
  ])('%j', async (args, why) => {
    const { code, err } = await runCommandInProcess(['investigate', ...args], {
      cwd: createProject(),
      isLight: true,
    });
    expect(code).toBe(2);
    expect(err.replaceAll(/\s+/gu, ' ')).toContain(why);
    expect(err).not.toMatch(/\n\s+at /u);
  });
});

test('INV-15: distinguishes the values of a column', async () => {
  const lines = readableLines((at, region) => (region === 'eu' && at >= BEGAN ? 900 : 200));
  const report = await investigated({ files: { 'app.jsonl': lines } });
  const [region] = dataOf(report).segments;
  expect(region?.column).toBe('region');
  const affected = region?.values.filter((value) => value.is_affected).map(({ name }) => name);
  expect(affected).toEqual(['eu']);
});

/** A request of each region every three seconds. */
function readableLines(duration: (at: number, region: string) => number): string {
  const lines: string[] = [];
  for (let at = incidentTime('12:00'); at < incidentTime('16:00'); at += 1500) {
    const region = (at / 1500) % 2 === 0 ? 'eu' : 'us';
    const ms = duration(at, region) * (0.8 + ((at / 1500) % 7) / 17);
    lines.push(JSON.stringify({ time: at, url: '/orders', status: 200, duration_ms: ms, region }));
  }
  return `${lines.join('\n')}\n`;
}

test('INV-22, INV-23: reports a changed package with unknown cost, and that it was not looked up', async () => {
  const lock = (version: string): string =>
    JSON.stringify({ lockfileVersion: 3, packages: { 'node_modules/knex': { version } } });
  const report = await investigated({
    commits: [
      { at: '09:00', message: 'shop', files: { 'package-lock.json': lock('2.5.1') }, tag: 'v1' },
      { at: '14:10', message: 'newer', files: { 'package-lock.json': lock('3.1.0') }, tag: 'v2' },
    ],
  });
  expect(report.causes[0]?.change).toMatchObject({ label: 'DEPENDENCY ISSUE', cost: 'unknown' });
  expect(report.findings.map(({ id }) => id)).toContain('packages-not-asked');
  expect(report.conclusion).toBe('probable cause not established');
});

test('INV-25, INV-26: finds steps in the use of a connection pool and in network latency', async () => {
  const lines: string[] = [];
  for (let at = incidentTime('12:00'); at < incidentTime('16:00'); at += 60_000) {
    const used = at >= BEGAN ? 19 : 12 + ((at / 60_000) % 2);
    lines.push(`${new Date(at).toISOString()} db-1 connection_pool used=${used} size=20`);
  }
  const network = createResourceLog('12:00', '16:00', {
    network_latency: (at) => (at >= incidentTime('14:13') ? 80 : 20),
  });
  const report = await investigated({
    files: { 'db.log': lines.join('\n'), 'network.log': network },
  });
  const { signals } = dataOf(report);
  const pool = signals.find(({ name }) => name === 'connection_pool.utilization');
  expect(pool?.mechanism).toBe('connections');
  expect(pool?.before).toBeCloseTo(62, -1);
  expect(pool?.after).toBeCloseTo(95, 0);
  expect(signals.find(({ mechanism }) => mechanism === 'network')?.at).toBe(
    new Date(incidentTime('14:13')).toISOString(),
  );
  const messages = infrastructureOf(report).resources.map(({ message }) => message);
  expect(messages).toContain('connection_pool.utilization reached 95 %');
});

test('INV-27, INV-30: sorts each infrastructure finding into one group, such as a busy CPU not scaled', async () => {
  const folder = createProject({
    'old.yml': 'db: {pool: {max: 50}}\n',
    'new.yml': 'db: {pool: {max: 20}}\n',
  });
  const report = await investigated({
    files: {
      'system.log': createResourceLog('12:00', '16:00', {
        cpu_usage: (at) => (at >= BEGAN ? 90 : 40),
        replicas_ready: () => 3,
      }),
    },
    args: ['--settings', `${join(folder, 'old.yml')}..${join(folder, 'new.yml')}`],
  });
  const { resources } = infrastructureOf(report);
  expect(new Set(resources.map(({ message }) => message)).size).toBe(resources.length);
  const groups = Map.groupBy(resources, ({ group }) => group);
  expect(new Set(groups.keys())).toEqual(
    new Set(['Resource Bottlenecks', 'Configuration Issues', 'Scaling Concerns']),
  );
  expect(groups.get('Scaling Concerns')?.[0]?.message).toContain('scaling was not activated');
});

describe('a service with few requests', () => {
  const seldom = (rate: number, slow: number): string =>
    createAccessLog({
      from: '04:00',
      until: '20:00',
      rate: () => ({ '/orders': rate }),
      p95: (at) => (at >= BEGAN ? 200 * slow : 200),
    });
  const long = [
    'investigate',
    '--since',
    `${INCIDENT_DAY}T04:00Z`,
    '--until',
    `${INCIDENT_DAY}T20:00Z`,
    '--logs',
    'access.log',
  ];

  test('is analysed in wider intervals, with enough requests each', async () => {
    const folder = createProject({ 'access.log': seldom(2, 4) });
    const { out } = await runCommandInProcess([...long, '--reporter', 'json'], {
      cwd: folder,
      isLight: true,
    });
    const { interval_ms, onset } = dataOf(JSON.parse(out));
    expect(interval_ms).toBeGreaterThan(600_000);
    expect(Math.abs(Date.parse(onset?.at ?? '') - BEGAN)).toBeLessThanOrEqual(interval_ms);
  });

  test('is not reported as healthy when it has too few requests to tell', async () => {
    const text = 'one line that nobody can read\n'.repeat(40);
    const folder = createProject({ 'access.log': text });
    const { code, out } = await runCommandInProcess(long, { cwd: folder, isLight: true });
    expect(code).toBe(6);
    expect(out).toMatch(/^\? NOTHING TO ANALYSE/u);
  });
});
