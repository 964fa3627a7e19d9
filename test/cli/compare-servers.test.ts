/** Servers measured against each other: real repositories and real servers, in as few pairs as can be. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/document.ts';
import { fixedPort } from '../support/fixed-port.ts';
import { liveProject } from '../support/live-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import { servedScenario, workServer } from '../support/served-scenarios.ts';

/** A warm-up and one pair, of which the head works much more for each request. */
async function onePair(port?: string): Promise<ComparisonReport> {
  const ready = port === undefined ? '' : `ready: { port: ${port} }`;
  const project = liveProject({
    'server.js': workServer(10, port),
    'scenarios/work.ts': servedScenario({ ready }),
  });
  writeFiles(project.root, { 'server.js': workServer(60_000, port) });
  const args = ['compare', 'main', '--time', '1ms', '--reporter', 'json'];
  const { out, err } = await project.command(args);
  // An error says itself what it is, where there is no report.
  expect(out, err).not.toBe('');
  const report = JSON.parse(out) as ComparisonReport;
  const trials = report.runs.flatMap((run) => run.trials);
  expect(trials.map(({ state }) => state)).toEqual(Array(4).fill('completed'));
  return report;
}

function expectMoreWork({ comparisons }: ComparisonReport): void {
  const { base, head } = comparisons.find(({ metric }) => metric === 'cpu_time') ?? {};
  expect(base).toBeGreaterThan(0);
  expect(head).toBeGreaterThan(1.2 * (base ?? 0));
}

describe('perf-harness compare, servers', () => {
  it('are both up, and have their loads in turn', async () => {
    const report = await onePair();
    expect(report.plan).toBe('alternating');
    expectMoreWork(report);
  });

  it('that insist on a port are up one after the other', async () => {
    const report = await onePair(String(await fixedPort()));
    expect(report.plan).toBe('back-to-back');
    expectMoreWork(report);
  });

  it('of which one crashes now and then leave its pairs out, and say so', async () => {
    const project = liveProject({
      'server.js': workServer(10),
      'scenarios/work.ts': servedScenario({ duration: '120 ms' }),
    });
    // One start in six ends under load; which, the harness cannot know.
    writeFiles(project.root, {
      'server.js': `import { appendFileSync, readFileSync } from 'node:fs';
appendFileSync(process.env.COUNT_FILE, 'x');
const ends = readFileSync(process.env.COUNT_FILE, 'utf8').length % 6 === 4;
${workServer(10).replace('{\n', '{\n  if (ends) setTimeout(() => process.exit(3), 100);\n')}`,
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
      ...{ metric: 'http_round_trips', verdict: 'unchanged', pairs: 3 },
    });
    expect(report.comparisons.map(({ verdict }) => verdict)).not.toContain('regressed');
    expect(project.snapshots()).toEqual([]);
  });
});
