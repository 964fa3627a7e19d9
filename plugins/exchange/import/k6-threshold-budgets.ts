import { type Budget, type Finding, imports } from 'perf-harness/plugin';

/** Converts a k6 script's thresholds to budgets, with findings about any it cannot convert. */
export function convertK6Thresholds(
  thresholds: readonly { readonly metric: string; readonly text: string }[],
): { readonly budgets: readonly Budget[]; readonly findings: readonly Finding[] } {
  const budgets: Budget[] = [];
  const findings: Finding[] = [];
  for (const { metric, text } of thresholds) {
    const parsed = imports.parseThreshold(metric, text);
    if ('budget' in parsed) budgets.push(parsed.budget);
    else {
      findings.push({
        id: 'import-threshold',
        level: 'info',
        message: `The threshold "${metric} ${text}" of the script cannot be converted to a budget: ${parsed.problem}.`,
      });
    }
  }
  return { budgets, findings };
}
