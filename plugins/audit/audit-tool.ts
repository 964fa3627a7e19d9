import type { Tool } from 'perf-harness/plugin';
import { audit } from './command/commands.ts';
import type { AuditReport } from './document/audit-document.ts';

/** Maximum number of findings in an answer; its text has whatever else matters. */
const MAX_FINDINGS = 40;

export const auditTool: Tool = {
  name: 'audit',
  title: 'Audit the code',
  description:
    'Analyses queries, transactions and the event loop without running the code. Findings are candidates: map and compare measure their cost.',
  command: audit,
  arguments: [
    { name: 'path', isPath: true, help: 'A folder of the project. Default: the whole project.' },
  ],
  options: { changed: false },
  answer: (document) => {
    const { verdict, categories } = document as AuditReport;
    const all = categories.flatMap((category) =>
      category.status === 'completed' ? category.findings : [],
    );
    return { verdict, total: all.length, findings: all.slice(0, MAX_FINDINGS) };
  },
};
