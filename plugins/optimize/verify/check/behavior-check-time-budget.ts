/** Budget of a check, in CPU time of this process as well as wall time: a busy machine delays only the latter. */
export interface TimeBudget {
  /** True once this share of the budget is spent; only the required work goes on then. */
  readonly isSpent: (share?: number) => boolean;
  /** True once all work has to stop, including required work. */
  readonly isOver: () => boolean;
}

/** Share of wall time that counts as spent, since the processor is idle while modules wait. */
const WALL_TIME_SHARE = 0.5;
/** On a busy machine, required work may take this multiple of the budget plus `MOST_BESIDE_MS`. */
const MAX_BUDGETS = 6;
const EXTRA_MS = 30_000;

/** Returns the maximum duration of a check with this budget, milliseconds. */
export function findMaxDuration(budgetMs: number): number {
  return budgetMs * MAX_BUDGETS + EXTRA_MS;
}

export function startTimeBudget(budgetMs: number): TimeBudget {
  const [began, cpuBefore] = [performance.now(), cpuMs()];
  const elapsedMs = (): number => performance.now() - began;
  return {
    isSpent: (share = 1) =>
      Math.max(cpuMs() - cpuBefore, elapsedMs() * WALL_TIME_SHARE) > budgetMs * share,
    isOver: () => elapsedMs() > findMaxDuration(budgetMs),
  };
}

/** Returns the CPU time of the whole process, including the threads of both versions. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
