import {
  didYouMean,
  EXIT,
  type Flags,
  type Host,
  optionError,
  programOnPath,
  readDuration,
  UserError,
} from 'perf-harness/plugin';
import { type AgentBudget, CODING_AGENTS, type CodingAgentName } from '../agents/coding-agents.ts';
import type { ProgramSettings } from '../generators/external-program-settings.ts';
import type { OPTIMIZE_OPTIONS } from './optimize-command-options.ts';

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

/** Loop budget: one answer, and two more calls if the first is unusable or a cycle follows. */
export const DEFAULT_AGENT_BUDGET: AgentBudget = { calls: 3, timeMs: 10 * 60_000, usd: 2 };

const OPTION = '--agent-budget';
const TAKES =
  'expected a number of calls, a duration and an amount in US dollars, separated by commas, such as 3calls,10min,2usd';
const MOST_CALLS = 100;
const MOST_USD = 1_000;

/** Parses `3calls,10min,2usd`; omitted parts keep defaults. @throws UserError for anything else. */
export function parseAgentBudget(text: string): AgentBudget {
  const found: Partial<Record<keyof AgentBudget, number>> = {};
  for (const part of text.split(',').map((piece) => piece.trim())) {
    const [name, value] = readPart(part, text);
    if (found[name] !== undefined) throw unreadable(text, `it names ${part} twice`);
    found[name] = value;
  }
  return { ...DEFAULT_AGENT_BUDGET, ...found };
}

/** As `readAgentBudget` takes it. */
function formatAgentBudget({ calls, timeMs, usd }: AgentBudget): string {
  return `${calls}calls,${timeMs}ms,${usd}usd`;
}

function readPart(part: string, whole: string): readonly [keyof AgentBudget, number] {
  const [, number = '', unit = ''] = /^([\d.]+)\s*([a-z]+)$/u.exec(part) ?? [];
  const value = Number(number);
  switch (unit) {
    case 'call':
    case 'calls':
      if (Number.isInteger(value) && value >= 1 && value <= MOST_CALLS) return ['calls', value];
      throw unreadable(whole, `expected 1 to ${MOST_CALLS} calls`);
    case 'usd':
      if (value > 0 && value <= MOST_USD) return ['usd', value];
      throw unreadable(whole, `expected more than 0 and at most ${MOST_USD} US dollars`);
    case '':
      throw unreadable(whole, TAKES);
    default:
      return ['timeMs', readDuration(OPTION, part)];
  }
}

function unreadable(text: string, why: string) {
  return optionError(`${OPTION} "${text}" is invalid: ${why}.`);
}
