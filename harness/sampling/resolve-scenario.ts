import { parseThreshold } from '../gate/parse-threshold.ts';
import type { Budget } from '../model/budget.ts';
import { type Condition, type Executor, UnitFailure } from '../model/executor.ts';
import type { Finding } from '../model/finding.ts';
import type { Scenario } from '../model/scenario.ts';

/** A scenario with what is known of it before it is measured. */
export interface ResolvedScenario {
  readonly scenario: Scenario;
  readonly findings: readonly Finding[];
}

/** The scenario with the limits that its script brings, after those that it has itself. */
export async function resolveScenario(
  executor: Executor,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<ResolvedScenario> {
  const budgets: Budget[] = [];
  const findings: Finding[] = [];
  for (const { metric, text } of await conditionsOf(executor, scenario, signal)) {
    const parsed = parseThreshold(metric, text);
    if ('budget' in parsed) budgets.push(parsed.budget);
    else findings.push(leftToTool(`${metric} ${text}`, parsed.problem));
  }
  return { scenario: { ...scenario, budgets: [...scenario.budgets, ...budgets] }, findings };
}

/** None where they cannot be found out: the units will fail then, and say why. */
async function conditionsOf(
  executor: Executor,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<readonly Condition[]> {
  try {
    return (await executor.conditions?.(scenario, signal)) ?? [];
  } catch (error) {
    if (error instanceof UnitFailure || signal.aborted) return [];
    throw error;
  }
}

function leftToTool(condition: string, problem: string): Finding {
  return {
    id: 'threshold-left-to-k6',
    level: 'info',
    message: `A threshold of the script cannot be a budget and is judged by k6 alone: ${condition}: ${problem}.`,
  };
}
