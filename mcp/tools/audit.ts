import { z } from 'zod';
import { answerText } from '../measure/answer-text.ts';
import { given } from '../measure/given.ts';
import { refuseOutside } from '../measure/inside-project.ts';
import { refArgument, wordArgument } from '../schemas/words.ts';
import { defineTool } from '../tool.ts';

const MOST = 40;

export const audit = defineTool({
  name: 'audit',
  title: 'Audit the code',
  description:
    'What the code says of queries, transactions and the event loop, without running it. What it finds is a suspicion: map and compare say what it costs. Its result is kept in the folder of the state.',
  permission: 'audit',
  measures: false,
  effects: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  input: z.strictObject({
    path: wordArgument.optional().describe('A folder of the project. Default: all of it.'),
    changed: refArgument.optional().describe('Only lines changed since this commit.'),
  }),
  output: z.object({
    verdict: z.string(),
    total: z.int(),
    findings: z.array(z.looseObject({})),
  }),
  call: async ({ path, changed }, { host, signal, parts }) => {
    refuseOutside(host, host.cwd, path === undefined ? [] : [path]);
    const report = await parts.audit(host, given({ path, changed }), signal);
    const all = report.categories.flatMap((one) =>
      one.status === 'completed' ? one.findings : [],
    );
    return {
      structured: {
        verdict: report.verdict,
        total: all.length,
        findings: all.slice(0, MOST).map((one) => ({ ...one })),
      },
      text: await answerText(report),
    };
  },
});
