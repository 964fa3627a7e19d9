import { text } from 'node:stream/consumers';
import type { Host } from 'perf-harness/plugin';
import { runAgentAdapter } from '../agents/run-agent-as-generator-program.ts';
import { DEFAULT_AGENT_BUDGET, parseAgentBudget, parseAgentName } from './parse-agent-options.ts';

/**
 * Runs a coding agent under the contract of generator programs: a request on standard input,
 * proposals on standard output. The arguments are its name, and `--budget` with limits.
 */
export async function runAgentProcess(
  host: Host,
  [agent = '', , limits]: readonly string[],
  signal: AbortSignal,
): Promise<unknown> {
  const name = parseAgentName(agent);
  const budget = limits === undefined ? DEFAULT_AGENT_BUDGET : parseAgentBudget(limits);
  return runAgentAdapter(host, { name, budget, input: await text(process.stdin), signal });
}
