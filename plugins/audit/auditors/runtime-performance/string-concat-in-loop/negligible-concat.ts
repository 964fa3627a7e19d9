import type { SgNode } from '@ast-grep/napi';
import { around, isFunction, loopBound } from '../../../../analysis/index.ts';

/** String and list functions and string conversions, about as cheap as a string append. */
const LIGHT = new Set(
  (
    'append capitalize chr decode encode endswith escape find format get getattr int isinstance join len lower lstrip ' +
    'min max ord pop popleft replace repr rfind rstrip split startswith str strip title upper zfill ljust rjust'
  ).split(' '),
);
/** Parts of a single mapping or text. */
const PARTS =
  /\.(?:items|keys|values|finditer|findall|split|splitlines|groups|groupdict)\([^()]*\)$/u;
const LOOPS: ReadonlySet<unknown> = new Set(['for_statement', 'while_statement']);

/**
 * Returns why a local string stays too short, or costs too little compared with the rest of an
 * iteration, for its copies to matter; null if they may matter. CPython grows a string in place if
 * a single local name refers to it, so a doubt is enough to dismiss.
 */
export function explainNegligibleConcat(node: SgNode, name: string): string | null {
  if (name.includes('.')) return null;
  for (const at of around(node)) {
    if (isFunction(at)) return null;
    const body = LOOPS.has(at.kind()) ? at.field('body') : null;
    if (body === null) continue;
    if (at.kind() === 'while_statement') return takesApart(at, body);
    const bound = loopBound(body);
    if (bound === null || bound.most !== null) return null;
    const over = at.field('right');
    const kind = over?.kind();
    if (kind === 'attribute' || kind === 'subscript') {
      return `${bound.over} belongs to a single object, so a string built from it stays short`;
    }
    if (PARTS.test(over?.text() ?? ''))
      return `a string built from ${bound.over} is no longer than its source`;
    const heavy = body
      .findAll({ rule: { kind: 'call' } })
      .map((call) => call.field('function')?.text() ?? '')
      .find((callee) => !LIGHT.has(callee.split('.').at(-1) ?? ''));
    return heavy === undefined
      ? null
      : `each iteration also calls ${heavy}, which costs far more than appending a piece`;
  }
  return null;
}

/** Returns why the loop only takes apart a shrinking value: `while value: … value >>= 7`. */
function takesApart(loop: SgNode, body: SgNode): string | null {
  const tested = /^(?:len\()?(\w+)/u.exec(loop.field('condition')?.text() ?? '')?.[1];
  const shortens = body
    .findAll({ rule: { any: [{ kind: 'augmented_assignment' }, { kind: 'assignment' }] } })
    .some((assignment) => {
      const value = assignment.field('right')?.text() ?? '';
      return (
        assignment.field('left')?.text() === tested &&
        (/>>=|\/\/=|-=/u.test(assignment.field('operator')?.text() ?? '') ||
          value.startsWith(`${tested}[`))
      );
    });
  return tested !== undefined && shortens
    ? `the loop consumes ${tested}, so a string built from it is no longer than the input`
    : null;
}
