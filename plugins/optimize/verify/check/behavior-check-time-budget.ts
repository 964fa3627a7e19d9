/** Budget of a check, in CPU time of this process as well as wall time: a busy machine delays only the latter. */
export interface TimeBudget {
  /** True once this share of the budget is spent; only the required work goes on then. */
  readonly isSpent: (share?: number) => boolean;
  /** True once all work has to stop, including required work. */
  readonly isOver: () => boolean;
}

/** Share of wall time that counts as spent, since the processor is idle while modules wait. */
const OF_CLOCK = 0.5;
/** On a busy machine, required work may take this multiple of the budget plus `MOST_BESIDE_MS`. */
const MOST_TIMES = 6;
const MOST_BESIDE_MS = 30_000;

/** Returns the maximum duration of a check with this budget, milliseconds. */
export function findMaxDuration(budgetMs: number): number {
  return budgetMs * MOST_TIMES + MOST_BESIDE_MS;
}

export function startTimeBudget(budgetMs: number): TimeBudget {
  const [began, before] = [performance.now(), cpuMs()];
  const onClock = (): number => performance.now() - began;
  return {
    isSpent: (share = 1) => Math.max(cpuMs() - before, onClock() * OF_CLOCK) > budgetMs * share,
    isOver: () => onClock() > findMaxDuration(budgetMs),
  };
}

/** Returns the CPU time of the whole process, including the threads of both sides. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
