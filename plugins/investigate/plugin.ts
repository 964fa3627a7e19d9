import type { Plugin } from 'perf-harness/plugin';
import { investigate } from './command/commands.ts';
import type { InvestigationReport } from './document/investigation-document.ts';

/** Finds out since when a service is slow, and why. */
export const plugin: Plugin = {
  name: 'investigate',
  apiVersion: 1,
  commands: [investigate],
  documents: [
    {
      name: 'investigation',
      schema: 'perf-harness/investigation@1',
      jsonSchema: async () => {
        const [{ z }, { investigationReportSchema }] = await Promise.all([
          import('zod'),
          import('./document/investigation-document.ts'),
        ]);
        return z.toJSONSchema(investigationReportSchema);
      },
      view: async (document) => {
        const { investigationView } = await import('./view/investigation-view.ts');
        return investigationView(document as InvestigationReport);
      },
    },
  ],
  tools: {
    permission: 'investigate',
    load: async () => [(await import('./investigate-tool.ts')).investigateTool],
  },
};
