import {
  didYouMean,
  EXIT,
  type Flags,
  type Host,
  optionError,
  programOnPath,
  UserError,
} from 'perf-harness/plugin';
import { CODING_AGENTS, type CodingAgentName } from '../agents/coding-agents.ts';
import type { ProgramSettings } from '../generators/external-program-settings.ts';
import { DEFAULT_AGENT_BUDGET, formatAgentBudget, parseAgentBudget } from './agent-budget.ts';
import type { OPTIMIZE_OPTIONS } from './optimize-command-options.ts';

/** Flags of the command line about coding agents. */
type AgentFlags = Pick<
  Flags<typeof OPTIMIZE_OPTIONS>,
  'agent' | 'agentBudget' | 'allowNetwork' | 'passEnv' | 'replay'
>;

const NAMES = Object.keys(CODING_AGENTS) as readonly CodingAgentName[];
/** Milliseconds on top of the agent's own limit, for what the adapter does around the agent. */
const AROUND_MS = 60_000;

/**
 * Returns the agents named on the command line as programs that propose changes.
 * @throws UserError for an unknown name, a name given twice, a missing program, an unreadable
 * budget, and where the network is not allowed, which every agent needs.
 */
export function parseAgentOptions(host: Host, flags: AgentFlags): readonly ProgramSettings[] {
  const { agent: names = [], agentBudget, passEnv } = flags;
  if (names.length === 0) {
    if (agentBudget === undefined) return [];
    throw optionError(
      '--agent-budget needs a coding agent, but no agent is named.',
      'Select an agent with --agent.',
    );
  }
  const budget = agentBudget === undefined ? DEFAULT_AGENT_BUDGET : parseAgentBudget(agentBudget);
  const more = passEnv === undefined ? [] : parseVariableNames(passEnv);
  return names.map((text, at) => {
    const name = parseAgentName(text);
    if (names.indexOf(text) !== at) throw optionError(`--agent ${text} is given twice.`);
    const { program, keys } = CODING_AGENTS[name];
    if (flags.replay === undefined) requireUse(host, name, flags);
    return {
      id: name,
      command: [program],
      agent: { name, budget: formatAgentBudget(budget) },
      timeout_ms: budget.timeMs + AROUND_MS,
      network: true,
      env: [...new Set([...keys, ...more])],
    };
  });
}

/** @throws UserError for an agent that is not known. */
export function parseAgentName(text: string): CodingAgentName {
  const name = NAMES.find((name) => name === text);
  if (name !== undefined) return name;
  throw new UserError({
    code: 'unknown-agent',
    message: `--agent: "${text}" is unknown; expected one of ${NAMES.join(', ')}.`,
    remedy:
      didYouMean(text, NAMES).trim() ||
      'Any other program can propose changes with --generator; see docs/programs.md.',
  });
}

/** Requires the agent on PATH and `--allow-network`, as it sends project code to a remote model. */
function requireUse(host: Host, name: CodingAgentName, { allowNetwork = false }: AgentFlags): void {
  const { title, program, page } = CODING_AGENTS[name];
  if (!allowNetwork) {
    throw optionError(
      `--agent ${name}: ${title} needs network access for its model, and receives code from this project.`,
      'Allow both with --allow-network, or omit --agent: without an agent, nothing leaves this machine.',
    );
  }
  if (programOnPath(host, program) !== null) return;
  throw new UserError({
    code: 'tool-missing',
    message: `--agent ${name}: the program ${program} was not found on PATH.`,
    remedy: `Install ${title} (${page}), or omit --agent.`,
    exitCode: EXIT.tool,
  });
}

/** Parses `HOME,MY_KEY` of `--pass-env`. @throws UserError for what is no list of names. */
export function parseVariableNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !/^[A-Za-z_]\w*$/u.test(name));
  if (wrong === undefined) return names;
  throw optionError(
    `--pass-env "${text}" is invalid: it takes variable names separated by commas.`,
  );
}
