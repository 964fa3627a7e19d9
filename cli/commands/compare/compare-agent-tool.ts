import { z } from 'zod';
import { createCall } from '../../../registry/cli-command-definition.ts';
import {
  comparisonLink,
  defineTool,
  RUNS_PROJECT,
} from '../../../registry/tools/agent-tool-definition.ts';
import { comparisonText } from '../../../registry/tools/comparison-answer-text.ts';
import { rejectOutsidePaths } from '../../../registry/tools/reject-paths-outside-project.ts';
import { runInMeasurementSession } from '../../../registry/tools/run-agent-tool-with-measurement-lock.ts';
import {
  comparisonSummarySchema,
  summariseComparisons,
} from '../../../registry/tools/schemas/comparison-summary.ts';
import {
  assessComparisonGain,
  gainSchema,
} from '../../../registry/tools/schemas/proven-performance-gain.ts';
import {
  refArgument,
  scenariosArgument,
  wordArgument,
} from '../../../registry/tools/schemas/shared-tool-arguments.ts';
import { optionInputs } from '../../../registry/tools/tool-inputs-from-command-options.ts';
import { COMPARE_OPTIONS } from './compare-options.ts';

export const compareAgentTool = defineTool({
  name: 'compare',
  title: 'Compare two sides',
  description:
    'Measures two sides of the code live, in interleaved pairs, and judges each metric. Report a gain only if gain.confirmed is true. Stored sides are compared as recorded, which confirms no gain.',
  permission: 'compare',
  measures: true,
  effects: RUNS_PROJECT,
  input: z.strictObject({
    base: refArgument.describe('The base side: a git ref, a folder, a record, or a baseline.'),
    head: refArgument.optional().describe('The head side. Default: the working tree.'),
    scenarios: scenariosArgument,
    metrics: z.array(wordArgument).max(20).optional().describe('Metrics that decide the verdict.'),
    ...optionInputs(COMPARE_OPTIONS, 'margin', 'time', 'seed', 'explain'),
  }),
  output: z.object({
    verdict: z.string(),
    base: z.string(),
    head: z.string(),
    gain: gainSchema,
    comparisons: z.array(comparisonSummarySchema),
  }),
  call: async ({ base, head, scenarios = [], metrics, ...flags }, context) => {
    const { host, signal } = context;
    const [{ readCompareOptions }, { measureSides }, { compareStoredResults }] = await Promise.all([
      import('./read-compare-options.ts'),
      import('../../../api/compare/compare.ts'),
      import('../../../api/compare/compare-stored-results.ts'),
    ]);
    const sides = [base, ...(head === undefined ? [] : [head])];
    rejectOutsidePaths(host, host.cwd, [...sides, ...scenarios]);
    const options = await readCompareOptions(
      createCall(host, COMPARE_OPTIONS, {
        words: [...sides, ...scenarios],
        flags: { ...flags, metric: metrics },
      }),
      signal,
    );
    // Saved comparisons are requested by an option that is not passed here.
    if (options.type === 'saved') throw new Error('a saved comparison was not requested');
    const report =
      options.type === 'stored'
        ? compareStoredResults(host, options)
        : await runInMeasurementSession(context, 'compare', (session) =>
            measureSides(host, options, session),
          );
    return {
      structured: {
        verdict: report.verdict,
        base,
        head: head ?? (options.type === 'live' ? 'the working tree' : 'latest'),
        gain: assessComparisonGain(report, scenarios),
        comparisons: [...summariseComparisons(report)],
      },
      text: await comparisonText(report),
      links: report.id === null ? [] : [comparisonLink(report.id)],
    };
  },
});
