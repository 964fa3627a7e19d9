import type { Plugin } from 'perf-harness/plugin';
import { audit, auditTool } from './command/commands.ts';
import type { AuditReport } from './document/audit-document.ts';
import { AUDIT_SEVERITIES } from './document/audit-severities.ts';

/** Finds queries, transactions and work on the event loop that cost more than they have to. */
export const plugin: Plugin = {
  name: 'audit',
  apiVersion: 1,
  commands: [audit],
  documents: [
    {
      name: 'audit',
      schema: 'perf-harness/audit@1',
      jsonSchema: async () => {
        const [{ z }, { auditReportSchema }] = await Promise.all([
          import('zod'),
          import('./document/audit-document.ts'),
        ]);
        return z.toJSONSchema(auditReportSchema);
      },
      view: async (document) => {
        const { auditView } = await import('./view/audit-view.ts');
        return auditView(document as AuditReport);
      },
    },
  ],
  gateChecks: [
    {
      name: 'audit',
      option: {
        value: 'severity',
        alone: 'high',
        choices: AUDIT_SEVERITIES.map((severity) => severity.toLowerCase()),
        help: 'also audit changed lines; fail at this severity (default: high)',
      },
      prepare: async (request) => {
        const { auditChanges } = await import('./gate/judge-ci-gate-by-audit-of-changed-lines.ts');
        return auditChanges(request);
      },
    },
    {
      name: 'statements',
      option: {
        value: 'more',
        alone: '3',
        wholeNumber: [1, 100_000],
        help: 'also count SQL statements while the tests run; fail if a request has this many more (default: 3)',
      },
      prepare: async (request) => {
        const { countStatements } = await import('./gate/judge-statements-since-base.ts');
        return countStatements(request);
      },
    },
  ],
  collections: [
    {
      name: 'audits',
      title: 'Audits',
      nouns: ['audit', 'audits'],
      about: 'Performance defects found in the code itself.',
      none: 'The code has not been audited yet.',
      purpose: 'audit the code',
      command: 'perf-harness audit',
      open: async (host, { stateFolder }) => {
        const { openStoredAudits } = await import('./document/stored-audits.ts');
        return openStoredAudits(host, stateFolder);
      },
    },
  ],
  processes: [
    {
      name: 'audit-worker',
      run: async ({ host, args, signal }) => {
        const { runAssignment } = await import('./run-auditor-from-audit-folder.ts');
        const [auditor = '', folder = '', ...without] = args;
        await runAssignment(host, { auditor, folder, without }, signal);
        return null;
      },
    },
  ],
  tools: {
    permission: 'audit',
    load: async () => [auditTool],
  },
};
