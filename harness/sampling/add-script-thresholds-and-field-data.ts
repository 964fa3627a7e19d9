import { parseThreshold } from '../gate/parse-k6-threshold.ts';
import { type Executor, type ScriptThreshold, UnitFailure } from '../model/executor.ts';
import type { FieldData } from '../model/field-metrics.ts';
import type { Finding } from '../model/finding.ts';
import type { Budget } from '../model/scenario/budget.ts';
import type { Scenario } from '../model/scenario/scenario.ts';

/** Scenario with the information available before measuring. */
export interface ResolvedScenario {
  readonly scenario: Scenario;
  readonly findings: readonly Finding[];
  /** Metrics of real users; null where none are known. */
  readonly field: FieldData | null;
}

/** The scenario with its script's limits after its own, as units are started. @throws UserError */
export async function resolveScenarioBeforeMeasuring(
  executor: Executor,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<ResolvedScenario> {
  const budgets: Budget[] = [];
  const findings: Finding[] = [];
  for (const { metric, text } of await conditionsOf(executor, scenario, signal)) {
    const parsed = parseThreshold(metric, text);
    if ('budget' in parsed) budgets.push(parsed.budget);
    else findings.push(leftToTool(`${metric} ${text}`, parsed.problem, scenario));
  }
  const read = (await executor.field?.(scenario)) ?? null;
  const loaded = executor.loading?.(scenario) ?? { scenario, findings: [] };
  return {
    scenario: { ...loaded.scenario, budgets: [...scenario.budgets, ...budgets] },
    findings: [...findings, ...loaded.findings, ...(read?.findings ?? [])],
    field: read?.field ?? null,
  };
}

/** Returns none if they cannot be determined: the units will then fail and report why. */
async function conditionsOf(
  executor: Executor,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<readonly ScriptThreshold[]> {
  try {
    return (await executor.conditions?.(scenario, signal)) ?? [];
  } catch (error) {
    if (error instanceof UnitFailure || signal.aborted) return [];
    throw error;
  }
}

function leftToTool(condition: string, problem: string, scenario: Scenario): Finding {
  if (scenario.kind === 'k6' && (scenario.shards ?? 1) > 1) {
    return {
      id: 'threshold-not-judged',
      level: 'warning',
      message: `The script's threshold ${condition} cannot be converted to a budget (${problem}); because each k6 shard sees only part of the data, the threshold is not checked.`,
      remedy: 'Rewrite the threshold as a limit that a budget supports, or run without shards.',
    };
  }
  return {
    id: 'threshold-left-to-k6',
    level: 'info',
    message: `The script's threshold ${condition} cannot be converted to a budget (${problem}), so only k6 checks it.`,
  };
}
