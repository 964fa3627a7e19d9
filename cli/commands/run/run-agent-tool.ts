import { z } from 'zod';
import { createCall } from '../../../registry/cli-command-definition.ts';
import {
  defineTool,
  RUNS_PROJECT,
  runLink,
} from '../../../registry/tools/agent-tool-definition.ts';
import { answerText } from '../../../registry/tools/agent-tool-response-text.ts';
import {
  refuseScenariosOutside,
  rejectOutsidePaths,
} from '../../../registry/tools/reject-paths-outside-project.ts';
import { runInMeasurementSession } from '../../../registry/tools/run-agent-tool-with-measurement-lock.ts';
import {
  gainSchema,
  gainWithoutComparison,
} from '../../../registry/tools/schemas/proven-performance-gain.ts';
import { runSummary, runSummarySchema } from '../../../registry/tools/schemas/run-summary.ts';
import { scenariosArgument } from '../../../registry/tools/schemas/shared-tool-arguments.ts';
import { optionInputs } from '../../../registry/tools/tool-inputs-from-command-options.ts';
import { RUN_OPTIONS } from './run-options.ts';

export const runAgentTool = defineTool({
  name: 'run',
  title: 'Measure scenarios',
  description:
    'Measures scenarios once and checks their budgets. A single run cannot show that a change made something faster.',
  permission: 'run',
  measures: true,
  effects: RUNS_PROJECT,
  input: z.strictObject({
    scenarios: scenariosArgument,
    ...optionInputs(RUN_OPTIONS, 'filter', 'quick', 'time', 'seed'),
  }),
  output: z.object({ verdict: z.string(), runs: z.array(runSummarySchema), gain: gainSchema }),
  call: async ({ scenarios: targets = [], ...flags }, context) => {
    const { host } = context;
    const [{ readRequestedScenarios }, { findScenarios }, { runScenarios }] = await Promise.all([
      import('./read-run-command-scenario-request.ts'),
      import('../../../api/project/find-requested-scenarios.ts'),
      import('../../../api/measure/run-scenarios.ts'),
    ]);
    const call = createCall(host, RUN_OPTIONS, { flags, words: targets });
    const { config, wanted } = await readRequestedScenarios(call);
    rejectOutsidePaths(host, config.root, targets);
    const report = await runInMeasurementSession(context, 'run', async (session) => {
      const found = await findScenarios(host, config, wanted);
      refuseScenariosOutside(host, config, found);
      return runScenarios(host, config, found, { ...session, seed: call.options.seed });
    });
    return {
      structured: {
        verdict: report.verdict,
        runs: report.runs.map(runSummary),
        gain: gainWithoutComparison(report.runs.map(({ scenario }) => scenario)),
      },
      text: await answerText(report),
      links: report.runs.map(runLink),
    };
  },
});
