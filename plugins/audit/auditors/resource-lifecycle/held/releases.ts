import type { SgNode } from '@ast-grep/napi';

/** What gives something back under another name, such as ending the client in place of releasing it. */
const ALSO: ReadonlySet<string> = new Set([
  'close',
  'aclose',
  'release',
  'destroy',
  'end',
  'dispose',
  'terminate',
  'remove',
  'putconn',
  'releaseConnection',
  'endSession',
  'closeSync',
  'disconnect',
  'invalidate',
]);

/** Of the uses of a name, the calls that give back what it holds. */
export function releasesOf(uses: readonly SgNode[], release: string): readonly SgNode[] {
  return uses.flatMap((use) => {
    const call = callOf(use);
    return call !== null && isReleaseOf(call, release) ? [call] : [];
  });
}

/** Whether what a call is named gives something back. */
export function isReleaseOf(call: SgNode, release: string): boolean {
  const name = /(\w+)$/u.exec(call.field('function')?.text() ?? '')?.[1] ?? '';
  return name === release || ALSO.has(name);
}

/** `handle.close()`, `pool.release(handle)`, and `handle.close` that is handed on. */
function callOf(use: SgNode): SgNode | null {
  const parent = use.parent();
  if (parent?.field('object')?.id() === use.id()) {
    const outer = parent.parent();
    return outer?.field('function')?.id() === parent.id() ? outer : null;
  }
  if (parent?.kind() === 'argument_list' || parent?.kind() === 'arguments') return parent.parent();
  return null;
}
