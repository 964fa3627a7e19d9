import { z } from 'zod';
import { answerText } from '../measure/answer-text.ts';
import { given } from '../measure/given.ts';
import { refuseOutside } from '../measure/inside-project.ts';
import { measuring } from '../measure/measuring.ts';
import { comparisonSummaries, comparisonSummarySchema } from '../schemas/comparison-summary.ts';
import { gainOfGate, gainSchema } from '../schemas/gain.ts';
import { refArgument, scenariosArgument, wordArgument } from '../schemas/words.ts';
import { defineTool, MEASURES } from '../tool.ts';

export const gate = defineTool({
  name: 'gate',
  title: 'Gate the working tree',
  description:
    'Holds the working tree against its budgets and against a base commit, as CI does. It says whether something is too slow or became slower, and whether a gain against the base is confirmed, by the same rule as compare; say that there is one only where gain.confirmed is true.',
  permission: 'gate',
  measures: true,
  effects: MEASURES,
  input: z.strictObject({
    base: refArgument.optional().describe('A commit. Default: found from the branch.'),
    baseline: wordArgument.optional().describe('Name of a stored baseline.'),
    scenarios: scenariosArgument,
    seconds: z.int().min(1).max(86_400).optional().describe('Time for all of it.'),
  }),
  output: z.object({
    verdict: z.string(),
    exit_code: z.int(),
    failed: z.boolean().describe('Whether it would stop a merge.'),
    gain: gainSchema,
    comparisons: z.array(comparisonSummarySchema).describe('Head against the base.'),
  }),
  call: async ({ base, baseline, scenarios: targets = [], seconds }, context) => {
    const { host } = context;
    const [{ readGate }, { gateProject }] = await Promise.all([
      import('../../options/gate.ts'),
      import('../../api/gate/gate-project.ts'),
    ]);
    refuseOutside(host, host.cwd, [...targets, ...(base === undefined ? [] : [base])]);
    const budgetSeconds = seconds === undefined ? undefined : String(seconds);
    const options = await readGate(host, { targets, ...given({ base, baseline, budgetSeconds }) });
    const report = await measuring(context, 'gate', (session) =>
      gateProject(host, options, session),
    );
    const { verdict, exit_code } = report;
    const compared = report.comparison ?? report.baseline;
    return {
      structured: {
        verdict,
        exit_code,
        failed: exit_code !== 0,
        gain: gainOfGate(report, targets),
        comparisons: compared === null ? [] : [...comparisonSummaries(compared)],
      },
      text: await answerText(report),
    };
  },
});
