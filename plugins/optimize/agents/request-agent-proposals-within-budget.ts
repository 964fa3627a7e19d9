import type { Host } from 'perf-harness/plugin';
import { buildBrief } from '../brief/build-brief.ts';
import type { Brief } from '../document/brief-document.ts';
import type {
  ProgramProposals,
  ProgramUsage,
} from '../generators/external-program-proposals-schema.ts';
import { addUsage, NO_USAGE } from '../generators/external-program-usage.ts';
import { toHypothesis } from './agent-change-to-hypothesis.ts';
import { buildAgentPrompt } from './agent-prompt.ts';
import type { AgentRequest } from './agent-proposal-request-schema.ts';
import { type AgentSetup, callAgent } from './call-agent-command-line.ts';
import type { AgentBudget, CodingAgent } from './coding-agents.ts';
import { type AgentWorkspace, normalizePatch } from './normalize-agent-patch.ts';
import { type AgentChange, parseAgentAnswer } from './parse-agent-proposed-changes.ts';

/** Input of a run of an agent: agent, copy of the project, request and budget. */
export interface AgentRun extends AgentSetup {
  readonly budget: AgentBudget;
  readonly request: AgentRequest;
}

/** Output of an adapter: proposals, notes for the user, and the resources spent. */
export type AgentAnswer = Pick<ProgramProposals, 'hypotheses' | 'notes'> & {
  readonly spent: ProgramUsage;
};

/**
 * Calls an agent until part of its answer is usable or its budget is exhausted. The budget includes
 * what it spent in earlier cycles.
 */
export async function askAgent(host: Host, question: AgentRun): Promise<AgentAnswer> {
  const { agent, budget, request, copy } = question;
  const brief = briefOf(host, copy.root, request);
  const notes: string[] = [];
  let spent = NO_USAGE;
  let usable: readonly AgentChange[] = [];
  let unusable: readonly string[] = [];
  while (usable.length === 0) {
    const before = addUsage(request.spent ?? NO_USAGE, spent);
    const over = overBudget(budget, before);
    if (over !== null) {
      notes.push(`${agent.title} ${over}; it is not called again in this loop.`);
      break;
    }
    const reply = await callAgent(host, question, {
      prompt: buildAgentPrompt(brief, unusable),
      timeoutMs: budget.timeMs - before.seconds * 1000,
      usd: budget.usd - (before.usd ?? 0),
    });
    spent = addUsage(spent, reply.spent);
    if (reply.state === 'failed') {
      notes.push(`${agent.title} ${reply.reason}`);
      break;
    }
    const answer = parseAgentAnswer(reply.text);
    const fitted = await fitAll(copy, answer.changes);
    unusable = [...answer.problems, ...fitted.problems];
    usable = fitted.changes;
    notes.push(...unusable.map((problem) => `${agent.title}: ${problem}.`));
    if (unusable.length === 0) break;
  }
  const after = addUsage(request.spent ?? NO_USAGE, spent);
  if (after.usd !== null && after.usd > budget.usd) notes.push(tooDear(agent, budget, after.usd));
  return {
    hypotheses: usable.map((change, at) => toHypothesis(change, at, request.map)),
    notes: [...new Set(notes)],
    spent,
  };
}

/** Builds the brief of the measured operation, as `explain` does for people. */
function briefOf(
  host: Host,
  root: string,
  { map, local_findings: findings, tried, captured_calls: calls }: AgentRequest,
): Brief {
  const [operation] = map.operations;
  const scenario = operation?.name ?? map.entry_point_info.function ?? 'the measured operation';
  return buildBrief(host, { root, scenario, map, measuredAt: null, calls, tried, findings });
}

/** Returns the exhausted part of the budget as the rest of a sentence; null: not exhausted. */
function overBudget(budget: AgentBudget, { calls, seconds, usd }: ProgramUsage): string | null {
  if (calls >= budget.calls) return `has used all of its ${budget.calls} calls`;
  if (seconds * 1000 >= budget.timeMs) return `has used all of its ${budget.timeMs / 60_000} min`;
  if (usd !== null && usd >= budget.usd) {
    return `has spent ${usd.toFixed(2)} of ${budget.usd.toFixed(2)} USD`;
  }
  return null;
}

function tooDear({ title }: CodingAgent, { usd }: AgentBudget, cost: number): string {
  return `${title} cost ${cost.toFixed(2)} USD, more than its budget of ${usd.toFixed(2)} USD; it is not called again in this loop.`;
}

/** Returns the changes whose patches apply to the current code, and the problems of the others. */
async function fitAll(
  copy: AgentWorkspace,
  changes: readonly AgentChange[],
): Promise<{ readonly changes: readonly AgentChange[]; readonly problems: readonly string[] }> {
  const fitting: AgentChange[] = [];
  const problems: string[] = [];
  for (const change of changes) {
    const fitted = await normalizePatch(copy, change.patch);
    if (fitted.state === 'fits') fitting.push({ ...change, patch: fitted.patch });
    else problems.push(`the patch of "${change.title}" does not apply (${fitted.reason})`);
  }
  return { changes: fitting, problems };
}
