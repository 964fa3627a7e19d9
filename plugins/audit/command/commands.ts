import type { Command, Tool } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import { AUDIT_OPTIONS } from './audit-command-options.ts';

/** Command `audit`: static findings about queries, transactions and the event loop. */
export const audit: Command<typeof AUDIT_OPTIONS> = {
  name: 'audit',
  takes: '[path]',
  takesCommand: true,
  summary: 'audit code for query, transaction and event-loop defects',
  description:
    'Checks the Python, TypeScript and JavaScript sources of a project for needlessly expensive queries, for transactions that are too wide, too narrow or never rolled back, and for work that blocks the event loop. Runs nothing except the tests or the scenario that you request, and changes nothing.',
  examples: [
    'perf-harness audit                          audit the project in this folder',
    'perf-harness audit --with-tests             report what the tests show',
    'perf-harness audit services/orders          audit one part of the project',
    'perf-harness audit --domain orders=services/orders  report only that part',
    'perf-harness audit --fail-on high           fail on high or critical findings',
    'perf-harness audit --changed main --fail-on low     audit branch changes',
    'perf-harness audit --with lifecycle         include sessions and pools',
    'perf-harness audit --with-scenario api      check findings at run time',
    'perf-harness audit --reporter sarif=audit.sarif',
  ],
  options: AUDIT_OPTIONS,
  hasReports: true,
  hasLines: true,
  run: async (context) => (await import('./run-audit.ts')).runAudit(context),
};

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
