import type { Command } from 'perf-harness/plugin';
import { AUDIT_OPTIONS } from './audit-command-options.ts';

/** Command `audit`: static findings about queries, transactions and the event loop. */
export const audit: Command<typeof AUDIT_OPTIONS> = {
  name: 'audit',
  takes: '[path]',
  summary: 'what the code says of queries, transactions and the event loop',
  description:
    'Reads the sources of a project, Python and TypeScript or JavaScript, for queries that cost more than they have to, transactions that are too wide, too narrow or never rolled back, and work that holds the event loop. Nothing is run but the scenario that you name, and nothing is changed.',
  examples: [
    'perf-harness audit                          the project of this folder',
    'perf-harness audit services/orders          a part of it',
    'perf-harness audit --domain orders=services/orders  that part alone',
    'perf-harness audit --fail-on high           exit with 1 at a grave one',
    'perf-harness audit --changed main --fail-on low     what this branch brings',
    'perf-harness audit --with lifecycle         sessions and pools too',
    'perf-harness audit --with-scenario api      and what happens of it',
    'perf-harness audit --reporter sarif=audit.sarif',
  ],
  options: AUDIT_OPTIONS,
  hasReports: true,
  hasLines: true,
  run: async (context) => (await import('./run-audit.ts')).runAudit(context),
};
