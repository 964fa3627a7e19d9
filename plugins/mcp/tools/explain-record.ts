import { configuration, records, tools } from 'perf-harness/plugin';
import { z } from 'zod';

export const explainRecord = tools.defineTool({
  name: 'explain_record',
  title: 'Explain a record',
  description:
    'Contents of a saved run: metrics with intervals, budgets, problems. Two records side by side are no evidence of a change.',
  permission: null,
  measures: false,
  effects: tools.READ_ONLY,
  input: z.strictObject({
    record: z
      .string()
      .max(200)
      .regex(/^[\w.-]+$/u, 'An identifier, its beginning, or "latest"; not a path.')
      .optional()
      .describe(
        'Identifier or its beginning. Default: "latest", the newest record of each scenario.',
      ),
  }),
  output: z.object({ runs: z.array(tools.runSummarySchema), gain: tools.gainSchema }),
  call: async ({ record = 'latest' }, { host }) => {
    const { stateFolder } = await configuration.loadConfig(host, host.cwd);
    // Identifiers in the store have no file extension.
    const key = record.replace(/\.json$/u, '');
    const runs = records.createRecordStore(host, stateFolder).loadRuns(key).slice(0, MAX_ENTRIES);
    return {
      structured: {
        runs: runs.map(tools.runSummary),
        gain: tools.gainWithoutComparison(runs.map(({ scenario }) => scenario)),
      },
      text: await tools.answerText(records.combineRuns(runs)),
      links: runs.map(tools.runLink),
    };
  },
});

const MAX_ENTRIES = 20;
