import { z } from 'zod';
import { answerText } from '../../registry/tools/answer-text.ts';
import { runLink } from '../../registry/tools/links.ts';
import { gainOfRuns, gainSchema } from '../../registry/tools/schemas/gain.ts';
import { runSummary, runSummarySchema } from '../../registry/tools/schemas/run-summary.ts';
import { defineTool, READS } from '../../registry/tools/server-tool.ts';

export const explainRecord = defineTool({
  name: 'explain_record',
  title: 'Explain a record',
  description:
    'What a saved run says: its metrics with their intervals, budgets, and what was found wrong with it. Two records beside each other are no evidence of a change.',
  permission: null,
  measures: false,
  effects: READS,
  input: z.strictObject({
    record: z
      .string()
      .max(200)
      .regex(/^[\w.-]+$/u, 'An identifier, the beginning of one, or "latest"; no path.')
      .optional()
      .describe(
        'Identifier, its beginning, or "latest": the newest of each scenario. Default: latest.',
      ),
  }),
  output: z.object({ runs: z.array(runSummarySchema), gain: gainSchema }),
  call: async ({ record = 'latest' }, { host }) => {
    const [{ loadConfig }, { createRecordStore }, { reportOfRuns }] = await Promise.all([
      import('../../harness/scenario/config.ts'),
      import('../../harness/history/record-store.ts'),
      import('../../harness/gate/report-of-runs.ts'),
    ]);
    const { stateFolder } = await loadConfig(host, host.cwd);
    // An identifier that ends like a file is none of the store's.
    const key = record.replace(/\.json$/u, '');
    const runs = createRecordStore(host, stateFolder).loadRuns(key).slice(0, MOST);
    return {
      structured: {
        runs: runs.map(runSummary),
        gain: gainOfRuns(runs.map(({ scenario }) => scenario)),
      },
      text: await answerText(reportOfRuns(runs)),
      links: runs.map(runLink),
    };
  },
});

const MOST = 20;
