import { optionError, readDuration } from 'perf-harness/plugin';
import type { AgentBudget } from '../agents/coding-agents.ts';

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
export function formatAgentBudget({ calls, timeMs, usd }: AgentBudget): string {
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
