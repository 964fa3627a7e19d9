import type { Tool } from 'perf-harness/plugin';
import { z } from 'zod';
import { audit } from './command/commands.ts';
import type { AuditReport } from './document/audit-document.ts';

/** Maximum number of findings in an answer; its text has whatever else matters. */
const MOST = 40;

export const auditTool: Tool = {
  name: 'audit',
  title: 'Audit the code',
  description:
    'Analyse queries, transactions and the event loop statically, without running the code. Findings are candidates: map and compare measure their cost. The result is stored in the state folder.',
  command: audit,
  arguments: [
    { name: 'path', isPath: true, help: 'A folder of the project. Default: the whole project.' },
  ],
  options: { changed: false },
  output: z.toJSONSchema(
    z.object({
      verdict: z.string(),
      total: z.int(),
      findings: z.array(z.looseObject({})),
    }),
  ),
  answer: (document) => {
    const { verdict, categories } = document as AuditReport;
    const all = categories.flatMap((category) =>
      category.status === 'completed' ? category.findings : [],
    );
    return { verdict, total: all.length, findings: all.slice(0, MOST) };
  },
};
