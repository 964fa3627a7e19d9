/** Maximum number of branches that are compared, those with the newest commits first. */
const MOST_BRANCHES = 30;

/**
 * Returns the common commit with another branch that the fewest commits follow; null: the commit is
 * on every branch, or there is no other.
 * @param textOrNull - Runs git; null where it fails.
 */
export async function findNearestForkPoint(
  textOrNull: (args: readonly string[]) => Promise<string | null>,
  head: string,
): Promise<string | null> {
  const list = ['for-each-ref', `--count=${MOST_BRANCHES}`, '--sort=-committerdate'];
  const refs = await textOrNull([...list, '--format=%(refname)', 'refs/heads', 'refs/remotes']);
  let nearest: { readonly base: string; readonly distance: number } | null = null;
  for (const ref of refs?.split('\n').filter((line) => line !== '') ?? []) {
    const base = await textOrNull(['merge-base', ref, head]);
    if (base === null || base === head) continue;
    const distance = Number(await textOrNull(['rev-list', '--count', `${base}..${head}`]));
    if (nearest === null || distance < nearest.distance) nearest = { base, distance };
  }
  return nearest?.base ?? null;
}
