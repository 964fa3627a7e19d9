import type { ScenarioEvidence } from '../gate/decide/decide-suite.ts';
import type { MetricEvidence } from '../gate/decide/metric-evidence.ts';
import type { ComparisonReport } from '../model/document.ts';
import { findMetric } from '../model/metric.ts';
import type { RunRecord } from '../model/record.ts';
import { pairedValues } from './paired-values.ts';
import { unitFailures } from './unit-failures.ts';

/** Ends of a scenario after which nothing can be said about it. */
const SPOILED: ReadonlySet<string> = new Set(['failed', 'outside-files', 'blocked']);

/** What a saved comparison holds about one scenario: its pairs, and what was asked of them. */
export function scenarioEvidence(scenario: string, saved: ComparisonReport): ScenarioEvidence {
  const run = (side: 'a' | 'b'): RunRecord | undefined =>
    saved.runs.find((one) => one.scenario === scenario && one.side === side);
  const trials = { a: run('a')?.trials ?? [], b: run('b')?.trials ?? [] };
  const rows = saved.comparisons.filter((one) => one.scenario === scenario);
  const isSpoiled = SPOILED.has(run('a')?.stop ?? '');
  return {
    failures: unitFailures(trials),
    trouble: isSpoiled ? (rows.find(({ reason }) => reason !== null)?.reason ?? '') : null,
    evidence: rows.flatMap((row): readonly MetricEvidence[] => {
      const metric = findMetric(row.metric);
      if (metric === undefined) return [];
      return [
        {
          scenario,
          metric: metric.name,
          nature: metric.nature,
          better: metric.better,
          gated: row.gated,
          margin: row.margin,
          screen: pairedValues(trials, metric.name, 'screen'),
          confirm: pairedValues(trials, metric.name, 'confirm'),
          ...(row.pooled_spread != null && {
            pooledSpread: {
              sd: row.pooled_spread.sd,
              degreesOfFreedom: row.pooled_spread.degrees_of_freedom,
            },
          }),
        },
      ];
    }),
  };
}
