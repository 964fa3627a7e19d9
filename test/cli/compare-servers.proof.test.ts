/** Two real servers measured against each other, in as few pairs as possible. */
import { expect, it } from 'vitest';
import { createLiveProject } from '../support/live-comparison-project.ts';
import { writeFiles } from '../support/run-cli.ts';
import { runCompareOnProject } from '../support/run-compare-on-project.ts';
import {
  serverScenarioFile,
  workServerSource,
} from '../support/sample-servers-and-load-scenarios.ts';

it('compare has both servers up, and gives them their loads alternately', async () => {
  const project = createLiveProject({
    'server.js': workServerSource(10),
    'scenarios/work.ts': serverScenarioFile({ duration: '60 ms' }),
  });
  // Far more than the first answers of a server cost, which are all that a stalled machine gives.
  writeFiles(project.root, { 'server.js': workServerSource(3_000_000) });
  // A warm-up and one pair, in which the head does much more work per request.
  const args = ['main', '--time', '1ms', '--no-explain'];
  const { report } = await runCompareOnProject(project, args, { isLight: true });
  expect(report.plan).toBe('alternating');
  const trials = report.runs.flatMap((run) => run.trials);
  expect(trials.map(({ state }) => state)).toEqual(Array(4).fill('completed'));
  const { base, head } = report.comparisons.find(({ metric }) => metric === 'cpu_time') ?? {};
  expect(base).toBeGreaterThan(0);
  expect(head).toBeGreaterThan(1.2 * (base ?? 0));
});
