import type { SgNode } from '@ast-grep/napi';

const LETS_GO: ReadonlySet<string> = new Set([
  'commit',
  'rollback',
  'close',
  'aclose',
  'release',
  'remove',
  'expunge_all',
  'destroy',
]);

/** True if a session use returns its connection to the pool; the next statement takes another. */
export function releasesConnection(use: SgNode): boolean {
  const member = use.parent();
  const name = (member?.field('attribute') ?? member?.field('property'))?.text() ?? '';
  return member?.parent()?.field('function')?.id() === member?.id() && LETS_GO.has(name);
}

/**
 * Returns the use since which a session has held its connection at an offset of its function; null
 * if it has not used the connection yet or has released it.
 */
export function findConnectionStart(uses: readonly SgNode[], at: number): SgNode | null {
  let since: SgNode | null = null;
  for (const use of uses) {
    if (use.range().start.index >= at) break;
    if (releasesConnection(use)) since = null;
    else since ??= use;
  }
  return since;
}
