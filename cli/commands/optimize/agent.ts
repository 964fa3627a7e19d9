import '../../../harness/loader/register-self.ts';
import { text } from 'node:stream/consumers';
import type { Host } from '../../../harness/host.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import { readName } from '../../../options/groups/agents.ts';
import { readAgentBudget, USUAL_AGENT_BUDGET } from '../../../options/values/agent-budget.ts';
import { untilInterrupted } from '../../under-way/measuring.ts';

/** As the command line of the adapter says it. */
export interface AgentAdapterWords {
  readonly name: string;
  readonly budget?: string;
}

/**
 * The hidden command that speaks with a coding agent as the contract of programs has it: a request on
 * its standard input, proposals on its standard output.
 */
export async function optimizeAgentCommand(
  host: Host,
  words: AgentAdapterWords,
): Promise<ExitCode> {
  const name = readName(words.name);
  const budget = words.budget === undefined ? USUAL_AGENT_BUDGET : readAgentBudget(words.budget);
  return untilInterrupted(host, async (signal) => {
    const { stdin } = process;
    const input = await text(stdin);
    const { runAdapter } = await import('../../../plugins/optimize/agents/run-adapter.ts');
    const answer = await runAdapter(host, { name, budget, input, signal });
    host.terminal.out(`${JSON.stringify(answer)}\n`);
    return EXIT.ok;
  });
}
