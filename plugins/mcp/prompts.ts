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
    description: 'From a scenario to the line that its time goes to, without changing anything.',
    arguments: [{ name: 'scenario', description: 'Its name; default: the slowest.' }],
    text: ({
      scenario,
    }) => `Find out why ${scenario ?? 'the slowest scenario of this project'} is slow. Change nothing.
1. Call list_scenarios, and explain_record for what is known already.
2. Call map with the scenario: it says which step takes the time, and whether code, a query or a service does.
3. Where the step is code of this project, call profile and read the hottest function at the place that it names.
4. Say what takes the time, with the share and the place, what you would change, and what that can gain at most. Say what you do not know.`,
  },
  {
    name: 'prove-this-change',
    title: 'Prove this change',
    description: 'Whether what was changed made it faster, and nothing else slower.',
    arguments: [
      { name: 'base', description: 'The commit before the change; default: HEAD.' },
      { name: 'scenario', description: 'What it is about; default: all of them.' },
    ],
    text: ({
      base,
      scenario,
    }) => `Prove, or fail to prove, that the change in the working tree made ${scenario ?? 'this project'} faster.
1. Run the project's tests. A change that breaks them is not measured.
2. Call compare with base ${base ?? 'HEAD'}${scenario === undefined ? '' : ` and scenarios ["${scenario}"]`}.
3. Where gain.confirmed is false, say so in its own words. Where it says what it would take, ask before you spend that time. Do not compare again and again until it comes out well.
4. Call gate: nothing else may have become slower.
5. Report ratio, interval, pairs and verdict as they are. A run before and a run after prove nothing.`,
  },
];

/** Registers prompts with which users can start an agent. */
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
      throw new McpError(ErrorCode.InvalidParams, `There is no such prompt. There are: ${known}.`);
    }
    const text = prompt.text(params.arguments ?? {});
    return {
      description: prompt.description,
      messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
    };
  });
}
