import { expect, it } from 'vitest';
import {
  type ExplainContext,
  explainComparison,
  listExplainableScenarios,
} from '../../../api/compare/explain-comparison-by-profiles.ts';
import { createHost } from '../../../harness/host.ts';
import type { ComparisonReport } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import type { CommandScenario } from '../../../harness/model/scenario/scenario.ts';
import { SCENARIO_DEFAULTS } from '../../support/scenario-defaults.ts';

const scenario: CommandScenario = {
  ...SCENARIO_DEFAULTS,
  kind: 'command',
  name: 'build',
  command: { type: 'argv', argv: ['true'] },
  exitCodes: [0],
};

const regressed = { scenario: 'build', metric: 'wall_time', gated: true, verdict: 'regressed' };
const report = { comparisons: [regressed], findings: [] } as unknown as ComparisonReport;
const context = {
  host: createHost(),
  // No executors: requesting one throws.
  open: { executors: [] },
  session: { lock: { waitedMs: () => 0 } },
  seed: 1,
  signal: new AbortController().signal,
  // More than the machine may stall for: time that is up is a finding of its own.
  scenarioMs: 60_000,
  allMs: 60_000,
} as unknown as ExplainContext;

it('profiles nothing when its time is up, and says so', async () => {
  const subjects = listExplainableScenarios(report, [scenario]);
  const explained = await explainComparison(report, subjects, { ...context, allMs: 0 });
  expect(explained.findings).toMatchObject([{ id: 'explanation-thin', level: 'info' }]);
  expect(explained.findings[0]?.message).toContain('because the time limit was reached');
});

it('leaves a verdict unchanged, whatever fails while explaining it', async () => {
  const explained = await explainComparison(
    report,
    listExplainableScenarios(report, [scenario]),
    context,
  );
  expect(explained.comparisons).toEqual(report.comparisons);
  expect(explained.findings).toMatchObject([{ id: 'explanation-failed', level: 'info' }]);
  expect(explained.findings[0]?.message).toContain('"build" could not be explained by profiling');
});
