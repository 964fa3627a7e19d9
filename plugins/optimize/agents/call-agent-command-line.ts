import type { Host, processes } from 'perf-harness/plugin';
import type { ProgramUsage } from '../generators/external-program-proposals-schema.ts';
import type { AgentProtocol, CodingAgent } from './coding-agents.ts';
import type { AgentWorkspace } from './normalize-agent-patch.ts';

/** Agent to call, and the copy of the project that it runs in. */
export interface AgentSetup {
  readonly agent: CodingAgent;
  readonly protocol: AgentProtocol;
  readonly copy: AgentWorkspace;
}

/** Prompt of one call, with the time and the money left for it. */
export interface AgentCallInput {
  readonly prompt: string;
  readonly timeoutMs: number;
  readonly usd: number;
}

/** Outcome of one call of an agent. */
export type AgentCallOutcome =
  | { readonly state: 'answered'; readonly text: string; readonly spent: ProgramUsage }
  | {
      readonly state: 'failed';
      /** The rest of a sentence, with its full stop. */
      readonly reason: string;
      readonly spent: ProgramUsage;
    };

/** Characters of a program's output that an error message quotes at most. */
const TOLD = 300;
/** Messages that programs print when they find no network. */
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ENETUNREACH|ECONNREFUSED|network is unreachable|could not resolve|connection error|fetch failed|dns error/iu;

/** Starts the agent's program once, in the copy, and waits for its last words. */
export async function callAgent(
  host: Host,
  { agent, protocol, copy }: AgentSetup,
  { prompt, timeoutMs, usd }: AgentCallInput,
): Promise<AgentCallOutcome> {
  const { root: cwd, signal } = copy;
  const { args, stdin } = protocol.call(prompt, { usd });
  const started = host.clock.monotonicMs();
  const result = await host.processes.exec({
    file: agent.program,
    args,
    stdin,
    cwd,
    timeoutMs,
    signal,
  });
  signal.throwIfAborted();
  const seconds = (host.clock.monotonicMs() - started) / 1000;
  const reply = protocol.read(result.stdout);
  const { usd: cost = null, tokens = null } = reply ?? {};
  const spent = { calls: 1, seconds, usd: cost, tokens };
  const failed = (reason: string): AgentCallOutcome => ({ state: 'failed', reason, spent });
  if (result.timedOut) {
    const left = Number((timeoutMs / 1000).toPrecision(3));
    return failed(`did not answer within the remaining ${left} s and was stopped.`);
  }
  const trouble = troubleOf(result, reply?.trouble ?? null);
  if (trouble !== null) return failed(`${trouble}${networkWords(trouble)}`);
  if (reply === null) {
    const start = JSON.stringify(result.stdout.trim().slice(0, TOLD));
    return failed(`printed output in an undocumented format: ${start}.`);
  }
  return { state: 'answered', text: reply.text, spent };
}

function troubleOf({ exit, stderr }: processes.ExecResult, said: string | null): string | null {
  const words = said ?? (stderr.trim() === '' ? null : stderr.trim().slice(-TOLD));
  const told = words === null ? '' : ` Output: ${words.slice(0, TOLD)}`;
  switch (exit.type) {
    case 'not-started':
      return `could not be started (${exit.error.code}).`;
    case 'signal':
      return `was terminated by ${exit.signal}.${told}`;
    case 'code':
      if (exit.code !== 0) return `exited with code ${exit.code}.${told}`;
      return said === null ? null : `returned no answer.${told}`;
  }
}

function networkWords(trouble: string): string {
  return NO_NETWORK.test(trouble)
    ? " The agent's model needs network access: allow it with --allow-network."
    : '';
}
