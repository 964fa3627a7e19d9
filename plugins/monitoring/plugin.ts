import type { Plugin } from 'perf-harness/plugin';

/** Makes alert rules and a dashboard for a service that runs from the budgets of its scenarios. */
export const plugin: Plugin = {
  name: 'monitoring',
  apiVersion: 1,
  initFiles: [
    {
      name: 'monitoring',
      option: { help: 'generate alert rules and a dashboard from budgets instead' },
      make: async (request) => {
        const { makeInitFiles } = await import('./monitoring-files.ts');
        return makeInitFiles(request);
      },
    },
  ],
};
