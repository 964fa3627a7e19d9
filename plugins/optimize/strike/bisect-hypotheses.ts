import { type Dependent, dependentsOf, withDependencies } from './hypothesis-dependency-order.ts';

/** A set of changes of which some break the tests. */
export interface BisectRequest<T extends Dependent> {
  /** In order of application: dependencies come first. */
  readonly changes: readonly T[];
  /**
   * Returns true if the tests pass with exactly these changes. Called with closed sets, which
   * include all dependencies. Without any change the tests are known to pass.
   */
  readonly passes: (changes: readonly T[]) => Promise<boolean>;
  /** Set if the whole set is known to fail, so that it is not tried again. */
  readonly knownToFail: boolean;
}

/** A change that was taken out, and why. */
export interface BrokenChange {
  readonly id: string;
  /** Ids that break the tests only in combination with it; empty if it breaks them alone. */
  readonly together: readonly string[];
  /** Id of the change that it needs, which was taken out; null: it broke the tests. */
  readonly needs: string | null;
}

/** Result of a bisection that ends with passing tests. */
export interface BisectOutcome<T> {
  /** Tried together: the tests pass with all of these. */
  readonly kept: readonly T[];
  readonly removed: readonly BrokenChange[];
  /** Number of calls of `passes`. */
  readonly runs: number;
}

/**
 * Removes changes until the tests pass with the rest; of several that break them only together, the
 * later change goes. Each round finds the shortest prefix of the changes that fails, by bisection:
 * its last change breaks what passes without it. The changes before it are known to pass, and the
 * search goes on after it.
 *
 * For k bad changes of n that break the tests by themselves it takes about k · (log2 n + 2) runs.
 * The rest that is returned has passed even where more changes can repair what fewer break.
 */
export async function bisectHypotheses<T extends Dependent>(
  request: BisectRequest<T>,
): Promise<BisectOutcome<T>> {
  let runs = 0;
  const passes = (changes: readonly T[]): Promise<boolean> => {
    runs += 1;
    return request.passes(changes);
  };
  const removed: BrokenChange[] = [];
  let good: readonly T[] = [];
  let rest = request.changes;
  let fails = request.knownToFail;
  while (rest.length > 0 && (fails || !(await passes([...good, ...rest])))) {
    fails = false;
    const passing: readonly T[] = good;
    const length = await findShortestFailingPrefix(rest, (some) => passes([...passing, ...some]));
    const culprit = rest[length - 1];
    if (culprit === undefined) break;
    good = [...good, ...rest.slice(0, length - 1)];
    const together = await findPartners(culprit, good, request.changes, passes);
    removed.push({ id: culprit.id, together, needs: null });
    const orphans = new Set(dependentsOf(culprit.id, request.changes));
    const later = rest.slice(length);
    for (const { id } of later) {
      if (orphans.has(id)) removed.push({ id, together: [], needs: culprit.id });
    }
    rest = later.filter(({ id }) => !orphans.has(id));
  }
  return { kept: [...good, ...rest], removed, runs };
}

/**
 * Returns the length of a failing prefix whose next shorter prefix passes. The whole is known to
 * fail, and the empty set to pass.
 */
async function findShortestFailingPrefix<T>(
  changes: readonly T[],
  passes: (some: readonly T[]) => Promise<boolean>,
): Promise<number> {
  let [passing, failing] = [0, changes.length];
  while (failing - passing > 1) {
    const middle = (passing + failing) >> 1;
    if (await passes(changes.slice(0, middle))) passing = middle;
    else failing = middle;
  }
  return failing;
}

/** Returns the good changes without which a change would not have broken the tests. */
async function findPartners<T extends Dependent>(
  culprit: T,
  good: readonly T[],
  all: readonly T[],
  passes: (changes: readonly T[]) => Promise<boolean>,
): Promise<readonly string[]> {
  const partners: T[] = [];
  // Each round adds one partner, so the loop ends with all of them at the latest.
  for (;;) {
    const known = withDependencies([...partners, culprit], all);
    const isKnown = new Set(known.map(({ id }) => id));
    const others = good.filter(({ id }) => !isKnown.has(id));
    if (others.length === 0 || !(await passes(known))) break;
    const length = await findShortestFailingPrefix(others, (some) =>
      passes(withDependencies([...some, ...known], all)),
    );
    const partner = others[length - 1];
    if (partner === undefined) break;
    partners.push(partner);
  }
  const order = new Map(all.map(({ id }, index) => [id, index]));
  return partners.map(({ id }) => id).sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}
