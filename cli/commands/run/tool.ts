import { z } from 'zod';
import { callOf } from '../../../registry/command.ts';
import { answerText } from '../../../registry/tools/answer-text.ts';
import { refuseOutside, refuseScenariosOutside } from '../../../registry/tools/inside-project.ts';
import { measuring } from '../../../registry/tools/measuring.ts';
import { optionInputs } from '../../../registry/tools/option-input.ts';
import { gainOfRuns, gainSchema } from '../../../registry/tools/schemas/gain.ts';
import { runSummary, runSummarySchema } from '../../../registry/tools/schemas/run-summary.ts';
import { scenariosArgument } from '../../../registry/tools/schemas/words.ts';
import { defineTool, MEASURES, runLink } from '../../../registry/tools/server-tool.ts';
import { RUN_OPTIONS } from './options.ts';

export const runTool = defineTool({
  name: 'run',
  title: 'Measure scenarios',
  description:
    'Measures scenarios once and holds them against their budgets. One run shows where things stand; it never shows that a change made something faster: for that call `compare`.',
  permission: 'run',
  measures: true,
  effects: MEASURES,
  input: z.strictObject({
    scenarios: scenariosArgument,
    ...optionInputs(RUN_OPTIONS, 'filter', 'quick', 'time', 'seed'),
  }),
  output: z.object({ verdict: z.string(), runs: z.array(runSummarySchema), gain: gainSchema }),
  call: async ({ scenarios: targets = [], ...flags }, context) => {
    const { host } = context;
    const [{ readWanted }, { findScenarios }, { runScenarios }] = await Promise.all([
      import('./read-wanted.ts'),
      import('../../../api/project/find-scenarios.ts'),
      import('../../../api/measure/run-scenarios.ts'),
    ]);
    const call = callOf(host, RUN_OPTIONS, { flags, words: targets });
    const { config, wanted } = await readWanted(call);
    refuseOutside(host, config.root, targets);
    const report = await measuring(context, 'run', async (session) => {
      const found = await findScenarios(host, config, wanted);
      refuseScenariosOutside(host, config, found);
      return runScenarios(host, config, found, { ...session, seed: call.options.seed });
    });
    return {
      structured: {
        verdict: report.verdict,
        runs: report.runs.map(runSummary),
        gain: gainOfRuns(report.runs.map(({ scenario }) => scenario)),
      },
      text: await answerText(report),
      links: report.runs.map(runLink),
    };
  },
});
