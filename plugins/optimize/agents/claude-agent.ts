import { z } from 'zod';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import type { AgentProtocol } from './agent-cli-protocol.ts';

/** Output of `claude --print --output-format json`: one object. */
const printedSchema = z.object({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean().default(false),
  result: z.string().default(''),
  total_cost_usd: z.number().nonnegative().optional(),
  usage: z
    .object({ input_tokens: z.number().default(0), output_tokens: z.number().default(0) })
    .optional(),
});

/** Tools that only read. */
const READING = 'Read,Grep,Glob';
/** Maximum number of agent turns per answer. */
const MOST_TURNS = 30;

/**
 * Claude Code. It reads the copy and writes nothing; settings, hooks and servers of the project are
 * left out, so that nothing of the repository runs automatically.
 */
export const claude: AgentProtocol = {
  call: (prompt, { usd }) => ({
    args: [
      '--print',
      '--output-format',
      'json',
      '--tools',
      READING,
      '--allowedTools',
      READING,
      '--setting-sources',
      'user',
      '--strict-mcp-config',
      '--no-session-persistence',
      '--max-turns',
      String(MOST_TURNS),
      '--max-budget-usd',
      usd.toFixed(2),
    ],
    stdin: prompt,
  }),
  read: (stdout) => {
    const parsed = printedSchema.safeParse(parseJsonOrNull(stdout));
    if (!parsed.success) return null;
    const { subtype, is_error: isError, result, total_cost_usd: usd, usage } = parsed.data;
    const isAnswer = !isError && subtype === 'success';
    return {
      text: result,
      usd: usd ?? null,
      tokens: usage === undefined ? null : usage.input_tokens + usage.output_tokens,
      trouble: isAnswer ? null : [subtype, result].filter((part) => part !== '').join(': '),
    };
  },
};
