import type { Tool } from 'perf-harness/plugin';
import { explain } from './command/commands.ts';
import type { Brief } from './document/brief-document.ts';

export const explainTool: Tool = {
  name: 'explain',
  title: 'Explain what is slow',
  description:
    'What to know before a change, in at most 1,500 tokens: where the time of a scenario goes, the lines that take it, callers with sizes, and refuted attempts. Start here.',
  permission: 'explain',
  measures: true,
  command: explain,
  arguments: [
    { name: 'scenario', help: 'Name of a scenario, or its file.', isPath: true, isRequired: true },
  ],
  options: {},
  text: async (document) => (await import('./view/brief-view.ts')).briefText(document as Brief),
  answer: (document) => {
    const { scenario, operation_ms, measured_at, places } = document as Brief;
    const [first] = places;
    return {
      scenario,
      operation_ms,
      measured_at,
      slowest: first?.function ?? null,
      location: first?.location ?? null,
      share: first?.share ?? null,
    };
  },
};
