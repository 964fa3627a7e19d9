import { decideSuite } from '../gate/decide/decide-suite.ts';
import type { MetricEvidence } from '../gate/decide/metric-evidence.ts';
import type { ComparisonReport } from '../model/document.ts';
import { EXIT } from '../model/exit-code.ts';
import { METRICS } from '../model/metric.ts';
import type { RunRecord } from '../model/record.ts';
import { UserError } from '../model/user-error.ts';
import { pairedValues } from './paired-values.ts';

/** Ends of a scenario after which nothing can be said about it. */
const SPOILED: ReadonlySet<string> = new Set(['failed', 'outside-files', 'blocked']);

/**
 * Judges a saved live comparison again from the raw values of its units alone. Pure: the same
 * record gives the same verdicts, whoever computes them.
 * @throws UserError for a comparison of stored sides, which holds no pairs.
 */
export function replayComparison(saved: ComparisonReport): ComparisonReport {
  const { rules } = saved;
  if (rules === null) {
    throw new UserError({
      code: 'no-pairs',
      message:
        'This comparison was made of stored runs, so there are no pairs to judge it by again.',
      remedy: 'Compare live: perf-harness compare <git ref>',
      exitCode: EXIT.baseline,
    });
  }
  const scenarios = [...new Set(saved.runs.map(({ scenario }) => scenario))];
  const decided = decideSuite(
    scenarios.map((scenario) => subjectOf(scenario, saved)),
    rules,
  );
  const others = saved.findings.filter(({ id }) => !decided.findings.some((one) => one.id === id));
  return {
    ...saved,
    comparisons: decided.comparisons,
    findings: [...others, ...decided.findings],
    verdict: decided.verdict,
  };
}

function subjectOf(
  scenario: string,
  saved: ComparisonReport,
): { readonly evidence: readonly MetricEvidence[]; readonly trouble: string | null } {
  const run = (side: 'a' | 'b'): RunRecord | undefined =>
    saved.runs.find((one) => one.scenario === scenario && one.side === side);
  const trials = { a: run('a')?.trials ?? [], b: run('b')?.trials ?? [] };
  const rows = saved.comparisons.filter((one) => one.scenario === scenario);
  const isSpoiled = SPOILED.has(run('a')?.stop ?? '');
  return {
    trouble: isSpoiled ? (rows.find(({ reason }) => reason !== null)?.reason ?? '') : null,
    evidence: rows.flatMap((row): readonly MetricEvidence[] => {
      const metric = METRICS.get(row.metric);
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
