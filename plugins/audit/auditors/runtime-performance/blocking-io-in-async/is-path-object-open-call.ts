import type { SgNode } from '@ast-grep/napi';
import { argumentsOf } from '../../../../analysis/index.ts';

const MODE = /^(?:mode\s*=\s*)?['"](?:r|w|[rwax](?:b\+?|t\+?|\+b?))['"]$/u;
const PATH_NAME = /(?:^|[._])(?:path|file|filename|filepath)(?:_\w+)?$/iu;

/** True if `x.open(…)` opens a path: its first argument is a mode, or `x` is named like a path. */
export function isPathOpenCall(call: SgNode): boolean {
  if (isAsyncWith(call)) return false;
  const [first] = argumentsOf(call);
  if (first !== undefined) return MODE.test(first.text());
  return PATH_NAME.test(call.field('function')?.field('object')?.text() ?? '');
}

/** True for `async with x.open() as f`, whose context is awaited. */
function isAsyncWith(call: SgNode): boolean {
  let at = call.parent();
  while (at !== null && ['as_pattern', 'with_item', 'with_clause'].includes(String(at.kind()))) {
    at = at.parent();
  }
  return at?.kind() === 'with_statement' && /^async\b/u.test(at.text());
}
