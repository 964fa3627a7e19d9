import type { SgNode } from '@ast-grep/napi';
import { around, loopBound } from '../../../../analysis/index.ts';

export interface GrowingLoop {
  /** Maximum number of iterations of all loops together; null if unknown. */
  readonly most: number | null;
  /** Iterable of the outermost loop, as written. */
  readonly over: string;
}

/**
 * Returns the loops around a place that never reset a name, so that its value only grows from one
 * iteration to the next. Returns null if there are none.
 */
export function findGrowingLoop(node: SgNode, name: string): GrowingLoop | null {
  let most: number | null = 1;
  let over: string | null = null;
  for (const loop of around(node)) {
    const body = loop.field('body');
    if (!/^(?:for|while)_statement$/u.test(String(loop.kind())) || body === null) continue;
    if (resets(loop, body, name)) break;
    const bound = loop.kind() === 'for_statement' ? loopBound(body) : null;
    most = most === null || bound === null || bound.most === null ? null : most * bound.most;
    over = bound?.over ?? `while ${loop.field('condition')?.text().replace(/\s+/gu, ' ') ?? ''}`;
  }
  return over === null ? null : { most, over };
}

/** True if each iteration gives the name a fresh value, in its body or as the loop variable. */
function resets(loop: SgNode, body: SgNode, name: string): boolean {
  const itself = new RegExp(`(?:^|[^\\w.])${name.replace('.', '\\.')}\\b`, 'u');
  // `x = x + …` extends the existing value.
  const fresh = body
    .findAll({ rule: { kind: 'assignment' } })
    .filter((assignment) => !itself.test(assignment.field('right')?.text() ?? ''));
  return [loop, ...fresh].some((node) => {
    const targets = node.field('left')?.text() ?? '';
    return targets.split(/[^\w.]+/u).includes(name);
  });
}
