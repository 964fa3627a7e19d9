import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import type { HistoryFacts } from '../facts/history/history-facts.ts';
import { factLine } from './fact-line.ts';

/** What became of scenarios, one fact a line. */
export function historyFactLines(
  facts: HistoryFacts,
  document: HistoryReport,
  next: readonly string[],
): readonly string[] {
  const { schema, view, from, to, trends } = document;
  return [
    factLine('history', { schema, view, from, to, trends: trends.length }),
    factLine('summary', { outcome: facts.headline.word, text: facts.headline.sentence }),
    ...next,
    ...trends.map(({ scenario, metric, unit, machine, points, levels, noise, uncommitted }) =>
      factLine('trend', {
        scenario,
        metric,
        unit,
        machine: machine?.id ?? null,
        runs: points.length,
        level: levels.at(-1)?.value ?? null,
        noise,
        uncommitted,
      }),
    ),
    ...(document.shown?.runs ?? []).flatMap(({ metrics, ...run }) =>
      metrics.map(({ metric, unit, center, low, high, n, level }) =>
        factLine('measured', {
          id: run.id,
          scenario: run.scenario,
          at: run.at,
          commit: run.commit,
          dirty: run.dirty,
          metric,
          unit,
          center,
          low,
          high,
          n,
          level,
        }),
      ),
    ),
    ...facts.changes.map(({ change, scenario, metric }) =>
      factLine('change', {
        id: change.id,
        scenario,
        metric,
        direction: change.direction,
        ratio: change.ratio,
        low: change.ratio_low,
        high: change.ratio_high,
        good: change.since.good,
        bad: change.since.bad,
        commits: change.since.commits,
        cause: change.cause,
        status: change.status,
        bisect: change.bisect,
      }),
    ),
  ];
}
