import { programOnPath } from '../../harness/host/on-path.ts';
import type { Host } from '../../harness/host.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { CODING_AGENTS, type CodingAgentName } from '../../harness/model/program/coding-agents.ts';
import { didYouMean } from '../../harness/model/scenario/nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { badOption } from '../../harness/model/value/bad-option.ts';
import { agentBudgetText, readAgentBudget, USUAL_AGENT_BUDGET } from '../values/agent-budget.ts';
import { readNames } from '../values/variable-names.ts';
import type { AskedProgram } from './asked-program.ts';

/** Words of the command line about coding agents. */
export interface AgentWords {
  /** Their names. */
  readonly agent?: readonly string[];
  readonly agentBudget?: string;
  readonly allowNetwork?: boolean;
  readonly passEnv?: string;
  readonly replay?: string;
}

const NAMES = Object.keys(CODING_AGENTS) as readonly CodingAgentName[];
/** Beside its own limit, for what the adapter does around the agent. */
const AROUND_MS = 60_000;

/**
 * The coding agents that are named, as programs that propose.
 * @throws UserError for a name that is not known, one named twice, a program that is not there, a
 * budget that cannot be read, and where the network is not allowed, which all of them need.
 */
export function readAgents(host: Host, words: AgentWords): readonly AskedProgram[] {
  const { agent: names = [], agentBudget, passEnv } = words;
  if (names.length === 0) {
    if (agentBudget === undefined) return [];
    throw badOption(
      '--agent-budget is about coding agents, and none is named.',
      'Name one with --agent.',
    );
  }
  const budget = agentBudget === undefined ? USUAL_AGENT_BUDGET : readAgentBudget(agentBudget);
  const more = passEnv === undefined ? [] : readNames(passEnv);
  return names.map((text, at) => {
    const name = readName(text);
    if (names.indexOf(text) !== at) throw badOption(`--agent ${text} is named twice.`);
    const { program, keys } = CODING_AGENTS[name];
    if (words.replay === undefined) requireUse(host, name, words);
    return {
      id: name,
      command: [program],
      agent: { name, budget: agentBudgetText(budget) },
      timeout_ms: budget.timeMs + AROUND_MS,
      network: true,
      env: [...new Set([...keys, ...more])],
    };
  });
}

/** @throws UserError for an agent that is not known. */
export function readName(text: string): CodingAgentName {
  const name = NAMES.find((one) => one === text);
  if (name !== undefined) return name;
  throw new UserError({
    code: 'unknown-agent',
    message: `--agent: "${text}" is not known; expected one of ${NAMES.join(', ')}.`,
    remedy:
      didYouMean(text, NAMES).trim() ||
      'Any other program proposes with --generator; docs/programs.md says how.',
  });
}

/** An agent asks a model elsewhere, and is handed code of the project. */
function requireUse(host: Host, name: CodingAgentName, { allowNetwork = false }: AgentWords): void {
  const { title, program, page } = CODING_AGENTS[name];
  if (!allowNetwork) {
    throw badOption(
      `--agent ${name}: ${title} needs the network for its model, and gets code of this project.`,
      'Allow both with --allow-network, or leave --agent out: without it nothing leaves this machine.',
    );
  }
  if (programOnPath(host, program) !== null) return;
  throw new UserError({
    code: 'tool-missing',
    message: `--agent ${name}: there is no program ${program} in any folder of PATH.`,
    remedy: `Install ${title} (${page}), or leave --agent out.`,
    exitCode: EXIT.tool,
  });
}
