/**
 * Real servers measured until a verdict is reached. The quick set measures one pair of each, and
 * takes verdicts from scripted units.
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { findPortFreeAcrossRestarts } from '../support/find-port-free-across-restarts.ts';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import {
  CACHE_HIT_SOURCES,
  CACHING_SERVER,
  LESS_CACHING_SERVER,
  openUpstream,
  serverScenarioFile,
  UPSTREAM_CALLING_SERVER,
  workServerSource,
} from '../support/sample-servers-and-load-scenarios.ts';

type Files = Readonly<Record<string, string>>;

/** Two commits of a server, measured against each other. */
async function compared(
  scenario: string,
  files: { readonly base: Files; readonly head: Files },
  ...options: readonly string[]
) {
  const project = createLiveProject({ ...files.base, 'scenarios/work.ts': scenario });
  const base = project.git('rev-parse', 'HEAD');
  const head = project.commit('changed', files.head);
  const args = ['compare', base, head, ...options, '--no-explain', '--reporter', 'json'];
  const { code, out, err } = await project.perf(args);
  // Without a report, the error output says why.
  expect(out, err).not.toBe('');
  const report = JSON.parse(out) as ComparisonReport;
  expect([report.base.commit, report.head.commit]).toEqual([base, head]);
  // Failure message of the assertions: verdicts and findings.
  const told = [
    err,
    ...report.findings.map(({ message }) => message),
    ...report.comparisons.map(({ metric, verdict }) => `${metric} ${verdict}`),
    ...report.runs.flatMap(({ trials }) =>
      trials.map((trial) => (trial.state === 'failed' ? JSON.stringify(trial.failure) : '')),
    ),
  ].join('\n');
  return { code, report, told };
}

const REGRESSED = { verdict: 'regressed', direction: 'worse', gated: true, confirmed: true };

const rowOf = ({ comparisons }: ComparisonReport, metric: string) =>
  comparisons.find((comparison) => comparison.metric === metric);

const serversOf = (base: string, head: string) => ({
  base: { 'server.js': base },
  head: { 'server.js': head },
});

describe('servers whose head works much more for each request, with all the pairs it takes', () => {
  it.each([
    ['both are up', 'alternating'],
    ['they are up one after the other', 'back-to-back'],
  ])('are distinguished when %s', async (_, plan) => {
    const port = plan === 'back-to-back' ? String(await findPortFreeAcrossRestarts()) : undefined;
    const servers = serversOf(workServerSource(10, port), workServerSource(60_000, port));
    const ready = port === undefined ? '' : `ready: { port: ${port} }`;
    const { code, report, told } = await compared(serverScenarioFile({ ready }), servers);
    expect(code, told).toBe(1);
    expect(report.plan).toBe(plan);
    expect(rowOf(report, 'cpu_time')).toMatchObject({ verdict: 'regressed' });
    expect(report.runs[0]?.trials.at(-1)).toMatchObject({ state: 'completed' });
  });
});

describe('counted metrics of servers, with all the pairs it takes', () => {
  it.each(CACHE_HIT_SOURCES)(
    'report a cache that the head has broken as a regression, by %s',
    async (_what, asked) => {
      const servers = serversOf(CACHING_SERVER, LESS_CACHING_SERVER);
      const options = ['--metric', 'cache_hit_rate'];
      const { code, report, told } = await compared(serverScenarioFile(asked), servers, ...options);
      const row = rowOf(report, 'cache_hit_rate');
      expect(row, told).toMatchObject(REGRESSED);
      expect(row?.base).toBeGreaterThan(0.97);
      expect(row?.head).toBeGreaterThan(0.85);
      expect(row?.head).toBeLessThan(0.92);
      expect(row?.confirm_pairs).toBe(0);
      expect(code, told).toBe(1);
    },
  );

  it('report one extra request for each answer as a regression, exactly', async () => {
    const upstream = await openUpstream();
    const files = {
      base: { 'server.js': UPSTREAM_CALLING_SERVER, 'src/ask.js': upstream.asking(1) },
      head: { 'src/ask.js': upstream.asking(2) },
    };
    const options = ['--metric', 'http_round_trips'];
    const { code, report, told } = await compared(serverScenarioFile(), files, ...options);
    upstream.close();
    expect(rowOf(report, 'http_round_trips'), told).toMatchObject({
      ...REGRESSED,
      base: 1,
      head: 2,
      ratio: 2,
    });
    expect(code, told).toBe(1);
  });
});

describe('compared servers', () => {
  it('have their pairs left out when a server crashes sometimes, with a note', async () => {
    const project = createLiveProject({
      'server.js': workServerSource(10),
      'scenarios/work.ts': serverScenarioFile({ duration: '120 ms' }),
    });
    // One start in six exits under load; the harness cannot know which.
    writeFiles(project.root, {
      'server.js': `import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync(process.env.COUNT_FILE, 'x');
const ends = readFileSync(process.env.COUNT_FILE, 'utf8').length % 6 === 4;
${workServerSource(10).replace('{\n', '{\n  if (ends) setTimeout(() => process.exit(3), 100);\n')}`,
    });
    const env = { COUNT_FILE: join(project.cache, 'count') };
    // A count that is always the same takes three pairs.
    const args = ['compare', 'main', '--metric', 'http_round_trips', '--reporter', 'json'];
    const { out, err } = await project.command(args, { env });
    const report = JSON.parse(out) as ComparisonReport;
    expect(
      report.findings.map(({ id }) => id),
      err,
    ).toContain('dropped-pairs');
    const failed = report.runs[1]?.trials.filter(({ state }) => state === 'failed') ?? [];
    expect(failed.length).toBeGreaterThan(0);
    expect(report.runs[0]?.trials.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(report.comparisons.find(({ gated }) => gated)).toMatchObject({
      metric: 'http_round_trips',
      verdict: 'unchanged',
      pairs: 3,
    });
    expect(report.comparisons.map(({ verdict }) => verdict)).not.toContain('regressed');
    expect(project.snapshots()).toEqual([]);
  });
});
