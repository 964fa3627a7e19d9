import { type Files, type history, pages, records, UserError } from 'perf-harness/plugin';

export interface RunBudgets
  extends Pick<records.RunRecord, 'id' | 'scenario' | 'startedAt' | 'verdict'> {
  readonly budgets: readonly pages.BudgetFact[];
  /** Limit of a metric to be drawn, in base units; null: it has none. */
  readonly limitOf: (trend: history.Trend) => history.TrendOptions['limit'];
}

/** Scenarios whose names yield the same part of an identifier; there are rarely many. */
const ALIKE = 20;
const MOST_SCENARIOS = 200;

/** Identifier of a record: timestamp, shortened scenario name, and digits that make it unique. */
const PARTS = /^\d{8}T\d{9}Z-(.*)-[\da-f]+$/u;

/**
 * Creates a reader of the budgets in the newest readable run of each scenario, oldest first. Runs
 * are assigned to scenarios by identifier as far as possible, so that ten thousand records need not
 * be opened, and a completed run is read once.
 */
export function createBudgetReader(
  files: Files,
  pathOf: (id: string) => string,
): (ids: readonly string[]) => readonly RunBudgets[] {
  const known = new Map<string, RunBudgets>();
  return (ids) =>
    newestEntries(files, ids, pathOf).flatMap(({ path }) => {
      const found = known.get(path) ?? readable(files, path);
      if (found === null) return [];
      known.set(path, found);
      return found;
    });
}

function newestEntries(
  files: Files,
  ids: readonly string[],
  pathOf: (id: string) => string,
): readonly records.LoadableRecord[] {
  const groups = Map.groupBy(ids, (id) => PARTS.exec(id)?.[1] ?? id);
  const newest = [...groups.values()].flatMap((group) => {
    const entries = group
      .slice(-ALIKE)
      .map((id) => records.readEntry(files, pathOf(id)))
      .filter(records.isLoadable);
    return [...new Map(entries.map((entry) => [entry.scenario, entry])).values()];
  });
  return newest.toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(-MOST_SCENARIOS);
}

function readable(files: Files, path: string): RunBudgets | null {
  try {
    return budgetsOf(records.readRecord(files, path));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function budgetsOf(run: records.RunRecord): RunBudgets {
  const { id, scenario, startedAt, verdict } = run;
  const budgets = pages.budgetFacts(run);
  return {
    id,
    scenario,
    startedAt,
    verdict,
    budgets,
    limitOf: ({ metric, unit }) => {
      const budget = budgets.find((fact) => fact.metric === metric);
      if (budget === undefined) return null;
      const limit = pages.parseBudgetLimit(budget.result, unit);
      return limit === null ? null : { limit, text: budget.limit };
    },
  };
}
