import { type Executor, UnitFailure } from '../model/executor.ts';
import type { Finding } from '../model/finding.ts';
import type { Scenario } from '../model/scenario.ts';

/**
 * The scenario with what only its tool knows of it. Where that cannot be found out the scenario stays
 * as it is: its units will fail, and say why.
 */
export async function resolveScenario(
  executor: Executor,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<{ readonly scenario: Scenario; readonly findings: readonly Finding[] }> {
  const asItIs = { scenario, findings: [] };
  try {
    return (await executor.resolve?.(scenario, signal)) ?? asItIs;
  } catch (error) {
    if (error instanceof UnitFailure || signal.aborted) return asItIs;
    throw error;
  }
}
