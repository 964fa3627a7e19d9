import type { Plugin } from 'perf-harness/plugin';
import { team } from './command/commands.ts';
import type { TeamReport } from './document/team-report-schema.ts';

/** Plugin that works on several improvements at once, each in a worktree of its own. */
export const plugin: Plugin = {
  name: 'team',
  apiVersion: 1,
  commands: [team],
  documents: [
    {
      name: 'team',
      schema: 'perf-harness/team@1',
      jsonSchema: async () => (await import('./document/team-report-schema.ts')).teamJsonSchema(),
      view: async (document) => {
        const { teamView } = await import('./document/team-view.ts');
        return teamView(document as TeamReport);
      },
    },
  ],
  processes: [
    {
      name: 'team-worker',
      run: async ({ host, args, signal }) => {
        const { runTaskProcess } = await import('./workers/run-team-task.ts');
        return runTaskProcess(host, args, signal);
      },
    },
  ],
  tools: {
    permission: 'team',
    load: async () => [(await import('./team-tool.ts')).teamTool],
  },
};
