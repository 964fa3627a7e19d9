/** The plan of servers measured against each other; real servers: compare-detects-server-regressions.proof.test.ts. */
import { expect, it } from 'vitest';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { costsFile, createScriptedProject } from '../support/project-with-scripted-measurements.ts';
import { runCompareOnProject } from '../support/run-compare-on-project.ts';
import { serverScenarioFile } from '../support/sample-servers-and-load-scenarios.ts';

it.each<[string, string, ComparisonReport['plan']]>([
  ['one after the other when they require a port', 'ready: { port: 4321 }', 'back-to-back'],
  ['together when they take any port', '', 'alternating'],
])('compare measures servers %s', async (_, ready, plan) => {
  const project = createScriptedProject({
    'scenarios/work.ts': serverScenarioFile({ ready }),
    ...costsFile({ serve: { cpu_time: 1, 'latency.p95': 5, error_rate: 0 } }),
  });
  const { report } = await runCompareOnProject(project, ['main', '--time', '1ms']);
  expect(report.plan).toBe(plan);
});
