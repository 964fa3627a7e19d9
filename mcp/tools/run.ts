import { z } from 'zod';
import { answerText } from '../measure/answer-text.ts';
import { given } from '../measure/given.ts';
import { refuseOutside, refuseScenariosOutside } from '../measure/inside-project.ts';
import { measuring } from '../measure/measuring.ts';
import { runLink } from '../resources/links.ts';
import { gainOfRuns, gainSchema } from '../schemas/gain.ts';
import { runSummary, runSummarySchema } from '../schemas/run-summary.ts';
import { filterArgument, scenariosArgument, seedArgument, timeArgument } from '../schemas/words.ts';
import { defineTool, MEASURES } from '../tool.ts';

export const run = defineTool({
  name: 'run',
  title: 'Measure scenarios',
  description:
    'Measures scenarios once and holds them against their budgets. One run shows where things stand; it never shows that a change made something faster: for that call `compare`.',
  permission: 'run',
  measures: true,
  effects: MEASURES,
  input: z.strictObject({
    scenarios: scenariosArgument,
    filter: filterArgument,
    quick: z.boolean().optional().describe('Few and short trials, for a first look.'),
    time: timeArgument,
    seed: seedArgument,
  }),
  output: z.object({ verdict: z.string(), runs: z.array(runSummarySchema), gain: gainSchema }),
  call: async ({ scenarios: targets = [], ...words }, context) => {
    const { host } = context;
    const [{ readRun }, { findScenarios }, { runScenarios }] = await Promise.all([
      import('../../options/run.ts'),
      import('../../api/project/find-scenarios.ts'),
      import('../../api/measure/run-scenarios.ts'),
    ]);
    const { config, wanted, seed } = await readRun(host, { targets, ...given(words) });
    refuseOutside(host, config.root, targets);
    const report = await measuring(context, 'run', async (session) => {
      const found = await findScenarios(host, config, wanted);
      refuseScenariosOutside(host, config, found);
      return runScenarios(host, config, found, { ...session, seed });
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
