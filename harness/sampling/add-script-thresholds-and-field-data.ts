import { parseThreshold } from '../gate/parse-k6-threshold.ts';
import { type Executor, type ScriptThreshold, UnitFailure } from '../model/executor.ts';
import type { FieldData } from '../model/field-metrics.ts';
import type { Finding } from '../model/finding.ts';
import type { Budget } from '../model/scenario/budget.ts';
import type { Scenario } from '../model/scenario/scenario.ts';

/** Scenario with everything that is known before measuring. */
export interface ResolvedScenario {
  readonly scenario: Scenario;
  readonly findings: readonly Finding[];
  /** Metrics of real users; null if there are none. */
  readonly field: FieldData | null;
}

/** Adds the thresholds of a k6 script to the budgets, and reads field data. @throws UserError */
export async function resolveScenarioBeforeMeasuring(
  executor: Executor,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<ResolvedScenario> {
  const budgets: Budget[] = [];
  const findings: Finding[] = [];
  for (const { metric, text } of await readScriptThresholds(executor, scenario, signal)) {
    const parsed = parseThreshold(metric, text);
    if ('budget' in parsed) budgets.push(parsed.budget);
    else findings.push(unconvertedThreshold(`${metric} ${text}`, parsed.problem, scenario));
  }
  const fieldResult = (await executor.field?.(scenario)) ?? null;
  const prepared = executor.adjustScenario?.(scenario) ?? { scenario, findings: [] };
  return {
    scenario: { ...prepared.scenario, budgets: [...scenario.budgets, ...budgets] },
    findings: [...findings, ...prepared.findings, ...(fieldResult?.findings ?? [])],
    field: fieldResult?.field ?? null,
  };
}

/** Returns no thresholds if they cannot be read: the units will then fail and report why. */
async function readScriptThresholds(
  executor: Executor,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<readonly ScriptThreshold[]> {
  try {
    return (await executor.readScriptThresholds?.(scenario, signal)) ?? [];
  } catch (error) {
    if (error instanceof UnitFailure || signal.aborted) return [];
    throw error;
  }
}

function unconvertedThreshold(condition: string, problem: string, scenario: Scenario): Finding {
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
