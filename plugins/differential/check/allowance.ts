/** What a check may spend, by the work of this process and not only by a clock that a busy machine stops for nobody. */
export interface Allowance {
  /** Whether this share of it is spent; once it is, only what has to be done is done. */
  readonly isSpent: (share?: number) => boolean;
  /** Nothing goes on after that, whatever is left to be done. */
  readonly isOver: () => boolean;
}

/** Where modules wait, the processor is idle: so much of the time on the clock counts. */
const OF_CLOCK = 0.5;
/** On a machine that others keep busy, what has to be done may take so many times the budget, and this beside. */
const MOST_TIMES = 6;
const MOST_BESIDE_MS = 30_000;

/** The longest that a check of so much time can take, milliseconds. */
export function longestMs(budgetMs: number): number {
  return budgetMs * MOST_TIMES + MOST_BESIDE_MS;
}

export function openAllowance(budgetMs: number): Allowance {
  const [began, before] = [performance.now(), cpuMs()];
  const onClock = (): number => performance.now() - began;
  return {
    isSpent: (share = 1) => Math.max(cpuMs() - before, onClock() * OF_CLOCK) > budgetMs * share,
    isOver: () => onClock() > longestMs(budgetMs),
  };
}

/** Of the whole process, with the threads of both sides. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
