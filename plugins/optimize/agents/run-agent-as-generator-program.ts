import { join } from 'node:path';
import { type Host, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import type { AgentProtocol } from './agent-cli-protocol.ts';
import { agentRequestSchema } from './agent-proposal-request-schema.ts';
import { claude } from './claude-agent.ts';
import { codex } from './codex-agent.ts';
import { type AgentBudget, CODING_AGENTS, type CodingAgentName } from './coding-agents.ts';
import { gemini } from './gemini-agent.ts';
import { type AgentAnswer, askAgent } from './request-agent-proposals-within-budget.ts';

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
