import { join } from 'node:path';
import { type Host, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import {
  type AgentBudget,
  type AgentProtocol,
  CODING_AGENTS,
  type CodingAgentName,
} from './coding-agents.ts';
import {
  type AgentAnswer,
  agentRequestSchema,
  askAgent,
} from './request-agent-proposals-within-budget.ts';

/** Output of `claude --print --output-format json`: one object. */
const claudeOutputSchema = z.object({
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
const claude: AgentProtocol = {
  args: (usd) => [
    '--print',
    ...['--output-format', 'json'],
    ...['--tools', READING],
    ...['--allowedTools', READING],
    ...['--setting-sources', 'user'],
    '--strict-mcp-config',
    '--no-session-persistence',
    ...['--max-turns', String(MOST_TURNS)],
    ...['--max-budget-usd', usd.toFixed(2)],
  ],
  read: (stdout) => {
    const parsed = claudeOutputSchema.safeParse(parseJsonOrNull(stdout));
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

/** Lines printed by `codex exec --json` that matter here. */
const codexEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('item.completed'),
    item: z.object({ type: z.string(), text: z.string().optional() }),
  }),
  z.object({
    type: z.literal('turn.completed'),
    usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }).optional(),
  }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
  z.object({ type: z.literal('error'), message: z.string() }),
]);

/** Codex CLI. Its own sandbox makes it read-only; it reports tokens but no cost. */
const codex: AgentProtocol = {
  args: () => 'exec --json --sandbox read-only --skip-git-repo-check --ephemeral -'.split(' '),
  read: (stdout) => {
    const lines = stdout.split('\n').filter((line) => line.trim() !== '');
    const values = lines.map(parseJsonOrNull);
    if (!values.some((value) => typeof value === 'object' && value !== null && 'type' in value)) {
      return null;
    }
    let [text, tokens]: [string, number | null] = ['', null];
    let trouble: string | null = 'it exited before answering';
    for (const value of values) {
      const event = codexEventSchema.safeParse(value).data;
      if (event === undefined) continue;
      if (event.type === 'item.completed') {
        if (event.item.type === 'agent_message') text = event.item.text ?? '';
      } else if (event.type === 'turn.completed') {
        const { input_tokens: read = 0, output_tokens: written = 0 } = event.usage ?? {};
        tokens = (tokens ?? 0) + read + written;
        trouble = null;
      } else {
        trouble = event.type === 'error' ? event.message : event.error.message;
      }
    }
    return { text, usd: null, tokens, trouble };
  },
};

/** Output of `gemini --output-format json`: one object. */
const geminiOutputSchema = z
  .object({
    response: z.string().nullish(),
    error: z.object({ message: z.string() }).loose().nullish(),
    stats: z
      .object({
        models: z
          .record(z.string(), z.object({ tokens: z.object({ total: z.number().default(0) }) }))
          .default({}),
      })
      .nullish(),
  })
  .refine(({ response, error }) => response !== undefined || error !== undefined);

/** Gemini CLI in its plan mode, which only reads; it reports tokens but no cost. */
const gemini: AgentProtocol = {
  args: () => [
    ...['--output-format', 'json'],
    ...['--approval-mode', 'plan'],
    ...['--prompt', 'Answer the request above with the requested JSON document.'],
  ],
  read: (stdout) => {
    // Notices of the program may precede the object.
    const json = parseJsonOrNull(stdout.slice(stdout.indexOf('{')));
    const parsed = geminiOutputSchema.safeParse(json);
    if (!parsed.success) return null;
    const { response, error, stats } = parsed.data;
    const models = Object.values(stats?.models ?? {});
    return {
      text: response ?? '',
      usd: null,
      tokens: stats ? models.reduce((sum, { tokens }) => sum + tokens.total, 0) : null,
      trouble: error?.message ?? null,
    };
  },
};

const PROTOCOLS: Readonly<Record<CodingAgentName, AgentProtocol>> = { claude, codex, gemini };

/** Input of an adapter. */
export interface AdapterRequest {
  readonly name: CodingAgentName;
  readonly budget: AgentBudget;
  /** Request that generator programs receive on standard input. */
  readonly input: string;
  readonly signal: AbortSignal;
}

/**
 * Wraps a coding agent's command line in the protocol of external programs: request in, proposals
 * out. It runs in the working directory it was started in, which is a copy of the project.
 * @throws UserError where the request cannot be read.
 */
export async function runAgentAdapter(
  host: Host,
  { name, budget, input, signal }: AdapterRequest,
): Promise<AgentAnswer> {
  const parsed = agentRequestSchema.safeParse(parseJsonOrNull(input));
  if (!parsed.success) {
    throw new UserError({
      code: 'bad-request',
      message: `The request to the ${name} adapter cannot be parsed: ${z.prettifyError(parsed.error)}`,
      remedy: 'Run perf-harness optimize --agent, which sends the adapter a valid request.',
      cause: parsed.error,
    });
  }
  const folder = join(host.temporaryFolder, `perf-harness-agent-${host.system.pid}`);
  host.files.makeFolder(folder);
  try {
    return await askAgent(host, {
      agent: CODING_AGENTS[name],
      protocol: PROTOCOLS[name],
      copy: { host, root: host.cwd, folder, signal },
      request: parsed.data,
      budget,
    });
  } finally {
    host.files.remove(folder);
  }
}
