import { z } from 'zod';
import { answerText } from '../measure/answer-text.ts';
import { given } from '../measure/given.ts';
import { refuseOutside } from '../measure/inside-project.ts';
import { measuring } from '../measure/measuring.ts';
import { comparisonLink } from '../resources/links.ts';
import { comparisonSummaries, comparisonSummarySchema } from '../schemas/comparison-summary.ts';
import { gainOfComparison, gainSchema } from '../schemas/gain.ts';
import {
  refArgument,
  scenariosArgument,
  seedArgument,
  timeArgument,
  wordArgument,
} from '../schemas/words.ts';
import { defineTool, MEASURES } from '../tool.ts';

export const compare = defineTool({
  name: 'compare',
  title: 'Compare two sides',
  description:
    'Measures two sides of the code live, in interleaved pairs, and judges each metric: improved, regressed, unchanged or inconclusive. The tool that confirms a gain; say that there is one only where gain.confirmed is true. Two stored sides are compared as they are, and confirm nothing.',
  permission: 'compare',
  measures: true,
  effects: MEASURES,
  input: z.strictObject({
    base: refArgument.describe('The side before: a git ref, a folder, a record, or a baseline.'),
    head: refArgument.optional().describe('The side after. Default: the working tree.'),
    scenarios: scenariosArgument,
    metrics: z.array(wordArgument).max(20).optional().describe('Metrics that decide.'),
    margin: wordArgument.optional().describe('Change that counts as none: "2%".'),
    time: timeArgument.describe('Limit for each scenario and stage: "2min". Default: 5min.'),
    seed: seedArgument,
    explain: z.boolean().optional().describe('Profile what changed. Default: true.'),
  }),
  output: z.object({
    verdict: z.string(),
    base: z.string(),
    head: z.string(),
    gain: gainSchema,
    comparisons: z.array(comparisonSummarySchema),
  }),
  call: async ({ base, head, scenarios = [], metrics, ...words }, context) => {
    const { host, signal } = context;
    const [{ readCompare }, { measureSides }, { compareStoredSides }] = await Promise.all([
      import('../../options/compare.ts'),
      import('../../api/compare/compare.ts'),
      import('../../api/compare/compare-stored-sides.ts'),
    ]);
    const sides = [base, ...(head === undefined ? [] : [head])];
    refuseOutside(host, host.cwd, [...sides, ...scenarios]);
    const options = await readCompare(
      host,
      { names: [...sides, ...scenarios], ...given({ ...words, metric: metrics }) },
      signal,
    );
    // Saved ones are named by an option that is not handed on.
    if (options.type === 'saved') throw new Error('a saved comparison was not asked for');
    const report =
      options.type === 'stored'
        ? compareStoredSides(host, options)
        : await measuring(context, 'compare', (session) => measureSides(host, options, session));
    return {
      structured: {
        verdict: report.verdict,
        base,
        head: head ?? (options.type === 'live' ? 'the working tree' : 'latest'),
        gain: gainOfComparison(report, scenarios),
        comparisons: [...comparisonSummaries(report)],
      },
      text: await answerText(report),
      links: report.id === null ? [] : [comparisonLink(report.id)],
    };
  },
});
