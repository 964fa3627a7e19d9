import { text } from 'node:stream/consumers';
import type { Host } from 'perf-harness/plugin';
import { runAdapter } from '../agents/run-adapter.ts';
import { readAgentBudget, USUAL_AGENT_BUDGET } from './agent-budget.ts';
import { readName } from './agent-options.ts';

/**
 * Runs a coding agent under the contract of generator programs: a request on standard input,
 * proposals on standard output. The arguments are its name, and `--budget` with limits.
 */
export async function runAgentProcess(
  host: Host,
  [agent = '', , limits]: readonly string[],
  signal: AbortSignal,
): Promise<unknown> {
  const name = readName(agent);
  const budget = limits === undefined ? USUAL_AGENT_BUDGET : readAgentBudget(limits);
  return runAdapter(host, { name, budget, input: await text(process.stdin), signal });
}
