import { z } from 'zod';
import {
  defineTool,
  omitUndefined,
  RUNS_PROJECT,
} from '../../../registry/tools/agent-tool-definition.ts';
import { answerText } from '../../../registry/tools/agent-tool-response-text.ts';
import { rejectOutsidePaths } from '../../../registry/tools/reject-paths-outside-project.ts';
import { runInMeasurementSession } from '../../../registry/tools/run-agent-tool-with-measurement-lock.ts';
import {
  comparisonSummarySchema,
  summariseComparisons,
} from '../../../registry/tools/schemas/comparison-summary.ts';
import {
  assessGateGain,
  gainSchema,
} from '../../../registry/tools/schemas/proven-performance-gain.ts';
import { scenariosArgument } from '../../../registry/tools/schemas/shared-tool-arguments.ts';
import { optionInputs } from '../../../registry/tools/tool-inputs-from-command-options.ts';
import { GATE_OPTIONS } from './gate-options.ts';

export const gateAgentTool = defineTool({
  name: 'gate',
  title: 'Gate the working tree',
  description:
    'Checks the working tree against its budgets and a base commit, as CI does: is anything too slow or slower? Confirms gains as compare does.',
  permission: 'gate',
  measures: true,
  effects: RUNS_PROJECT,
  input: z.strictObject({
    ...optionInputs(GATE_OPTIONS, 'base', 'baseline'),
    scenarios: scenariosArgument,
    seconds: z.int().min(1).max(86_400).optional().describe('Total time limit in seconds.'),
  }),
  output: z.object({
    verdict: z.string(),
    exit_code: z.int(),
    failed: z.boolean().describe('Whether the gate would block a merge.'),
    gain: gainSchema,
    comparisons: z
      .array(comparisonSummarySchema)
      .describe('Results of comparing the head with the base.'),
  }),
  call: async ({ base, baseline, scenarios: targets = [], seconds }, context) => {
    const { host } = context;
    const [{ loadConfig }, { validateGateRequest }, { gateProject }] = await Promise.all([
      import('../../../harness/scenario/project-config.ts'),
      import('../../../api/gate/gate-request.ts'),
      import('../../../api/gate/gate-working-tree-and-save-report.ts'),
    ]);
    rejectOutsidePaths(host, host.cwd, [...targets, ...(base === undefined ? [] : [base])]);
    const config = await loadConfig(host, host.cwd);
    const request = omitUndefined({ base, baseline, budgetSeconds: seconds });
    const options = validateGateRequest(config, { targets, ...request });
    const report = await runInMeasurementSession(context, 'gate', (session) =>
      gateProject(host, options, session),
    );
    const { verdict, exit_code } = report;
    const compared = report.comparison ?? report.baseline;
    return {
      structured: {
        verdict,
        exit_code,
        failed: exit_code !== 0,
        gain: assessGateGain(report, targets),
        comparisons: compared === null ? [] : [...summariseComparisons(compared)],
      },
      text: await answerText(report),
    };
  },
});
