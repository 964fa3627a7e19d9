import type { Host, processes } from 'perf-harness/plugin';
import type { AgentProtocol, CodingAgent } from './coding-agents.ts';
import type { AgentWorkspace } from './normalize-agent-patch.ts';

/** Agent to call, and the copy of the project that it runs in. */
export interface AgentSetup {
  readonly agent: CodingAgent;
  readonly protocol: AgentProtocol;
  readonly copy: AgentWorkspace;
}

/** Characters of a program's output that an error message quotes at most. */
const TOLD = 300;
/** Messages that programs print when they find no network. */
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ENETUNREACH|ECONNREFUSED|network is unreachable|could not resolve|connection error|fetch failed|dns error/iu;

/**
 * Starts the agent's program once, in the copy, and waits for its last words. The reason of a
 * failure is the rest of a sentence, with its full stop.
 */
export async function callAgent(
  host: Host,
  { agent, protocol, copy }: AgentSetup,
  {
    prompt,
    timeoutMs,
    usd,
  }: { readonly prompt: string; readonly timeoutMs: number; readonly usd: number },
) {
  const { root: cwd, signal } = copy;
  const started = host.clock.monotonicMs();
  const result = await host.processes.exec({
    file: agent.program,
    args: protocol.args(usd),
    stdin: prompt,
    cwd,
    timeoutMs,
    signal,
  });
  signal.throwIfAborted();
  const seconds = (host.clock.monotonicMs() - started) / 1000;
  const reply = protocol.read(result.stdout);
  const { usd: cost = null, tokens = null } = reply ?? {};
  const spent = { calls: 1, seconds, usd: cost, tokens };
  const failed = (reason: string) => ({ state: 'failed', reason, spent }) as const;
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
  return { state: 'answered', text: reply.text, spent } as const;
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
