import type { SgNode } from '@ast-grep/napi';

/** Other methods that release a resource, such as ending a client instead of releasing it. */
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

/** Returns the uses of a name that are calls releasing its resource. */
export function findReleaseCalls(uses: readonly SgNode[], release: string): readonly SgNode[] {
  return uses.flatMap((use) => {
    const call = callOf(use);
    return call !== null && isReleaseCall(call, release) ? [call] : [];
  });
}

/** True if the name of a call is that of a release. */
export function isReleaseCall(call: SgNode, release: string): boolean {
  const name = /(\w+)$/u.exec(call.field('function')?.text() ?? '')?.[1] ?? '';
  return name === release || ALSO.has(name);
}

/** Returns the call of `handle.close()` or `pool.release(handle)`. */
function callOf(use: SgNode): SgNode | null {
  const parent = use.parent();
  if (parent?.field('object')?.id() === use.id()) {
    const outer = parent.parent();
    return outer?.field('function')?.id() === parent.id() ? outer : null;
  }
  if (parent?.kind() === 'argument_list' || parent?.kind() === 'arguments') return parent.parent();
  return null;
}
