/** Servers measured against each other: real repositories and real servers, in as few pairs as can be. */
import { describe, expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { findPortFreeAcrossRestarts } from '../support/find-port-free-across-restarts.ts';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import {
  serverScenarioFile,
  workServerSource,
} from '../support/sample-servers-and-load-scenarios.ts';

/** Measures a warm-up and one pair, in which the head does much more work per request. */
async function onePair(port?: string): Promise<ComparisonReport> {
  const ready = port === undefined ? '' : `ready: { port: ${port} }`;
  const project = createLiveProject({
    'server.js': workServerSource(10, port),
    'scenarios/work.ts': serverScenarioFile({ ready, duration: '60 ms' }),
  });
  // Far more than the first answers of a server cost, which are all that a stalled machine gives.
  writeFiles(project.root, { 'server.js': workServerSource(3_000_000, port) });
  const args = ['compare', 'main', '--time', '1ms', '--reporter', 'json'];
  const { out, err } = await project.command(args, { isLight: true });
  // Without a report, the error output says why.
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

describe('servers in perf-harness compare', () => {
  it('are both up, and get their loads alternately', async () => {
    const report = await onePair();
    expect(report.plan).toBe('alternating');
    expectMoreWork(report);
  });

  it('are up one after the other when they require a port', async () => {
    const report = await onePair(String(await findPortFreeAcrossRestarts()));
    expect(report.plan).toBe('back-to-back');
    expectMoreWork(report);
  });
});
