import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';

interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly { readonly name: string; readonly description: string }[];
  readonly text: (values: Readonly<Record<string, string>>) => string;
}

const PROMPTS: readonly Prompt[] = [
  {
    name: 'find-out-why-slow',
    title: 'Find out why this is slow',
    description: 'Find the line where a scenario spends its time, without changing anything.',
    arguments: [{ name: 'scenario', description: 'Scenario name; default: the slowest.' }],
    text: ({
      scenario,
    }) => `Find out why ${scenario ?? 'the slowest scenario of this project'} is slow. Change nothing.
1. Call list_scenarios, and explain_record for known findings.
2. Call explain with the scenario: it reports which lines take the time, what calls them, and what was tried before.
3. If the cause is a query, a service or memory, call map or profile for more.
4. Report what takes the time, with its share and location, the change that you propose, and the most that this change can gain. State what you do not know.`,
  },
  {
    name: 'prove-this-change',
    title: 'Prove this change',
    description:
      'Check whether the change made the project faster without making anything else slower.',
    arguments: [
      { name: 'base', description: 'The commit before the change; default: HEAD.' },
      { name: 'scenario', description: 'Scenario to compare; default: all scenarios.' },
    ],
    text: ({
      base,
      scenario,
    }) => `Prove, or fail to prove, that the change in the working tree made ${scenario ?? 'this project'} faster.
1. Run the project's tests. A change that breaks them is not measured.
2. Call compare with base ${base ?? 'HEAD'}${scenario === undefined ? '' : ` and scenarios ["${scenario}"]`}.
3. If gain.confirmed is false, report its statement verbatim. If the result says how much more time a conclusion needs, ask before you spend it. Do not keep repeating the comparison in the hope of a better result.
4. Call gate to check that nothing else became slower.
5. Report ratio, interval, pairs and verdict unchanged. One run before and one run after prove nothing.`,
  },
];

export function addPrompts(server: Server): void {
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: PROMPTS.map(({ name, title, description, arguments: given }) => ({
      name,
      title,
      description,
      arguments: [...given],
    })),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => {
    const prompt = PROMPTS.find(({ name }) => name === params.name);
    if (prompt === undefined) {
      const known = PROMPTS.map(({ name }) => name).join(', ');
      throw new McpError(
        ErrorCode.InvalidParams,
        `There is no such prompt. Available prompts: ${known}.`,
      );
    }
    const text = prompt.text(params.arguments ?? {});
    return {
      description: prompt.description,
      messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
    };
  });
}
