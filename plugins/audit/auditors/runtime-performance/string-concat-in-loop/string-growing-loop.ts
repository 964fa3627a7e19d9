import type { SgNode } from '@ast-grep/napi';
import { around, loopBound } from '../../../../analysis/index.ts';

type Left = 'loop' | 'function' | null;

/** Loops in which a value grows. */
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
  let left: Left = null;
  for (const at of around(node)) {
    const body = at.field('body');
    if ((at.kind() === 'for_statement' || at.kind() === 'while_statement') && body !== null) {
      if (left === 'function' || beginsAnew(body, name) || gives(at, name)) break;
      if (left === null) {
        const bound = at.kind() === 'for_statement' ? loopBound(body) : null;
        most = most === null || bound === null || bound.most === null ? null : most * bound.most;
        over = bound?.over ?? `while ${at.field('condition')?.text().replace(/\s+/gu, ' ') ?? ''}`;
      }
      left = null;
    }
    left ??= leftAfter(at);
  }
  return over === null ? null : { most, over };
}

/** True for `for name in names:`, which assigns the name in each iteration. */
function gives(loop: SgNode, name: string): boolean {
  const left = loop.kind() === 'for_statement' ? (loop.field('left')?.text() ?? '') : '';
  return left.split(/[^\w.]+/u).includes(name);
}

function beginsAnew(body: SgNode, name: string): boolean {
  return body.findAll({ rule: { kind: 'assignment' } }).some((assignment) => {
    // `a = b = ''`, `(a) = ''`, `a, b = '', ''`
    const names =
      assignment
        .field('left')
        ?.text()
        .replace(/[()\s]/gu, '')
        .split(',') ?? [];
    // `x = x + …` extends the existing value.
    const value = assignment.field('right')?.text() ?? '';
    const again = new RegExp(`(?:^|[^\\w.])${name.replace('.', '\\.')}\\b`, 'u');
    return names.includes(name) && !again.test(value);
  });
}

/** Returns what a later statement of the block leaves; null: nothing. */
function leftAfter(node: SgNode): Left {
  if (node.parent()?.kind() !== 'block') return null;
  for (const sibling of node.nextAll()) {
    if (sibling.kind() === 'break_statement') return 'loop';
    if (sibling.kind() === 'return_statement' || sibling.kind() === 'raise_statement')
      return 'function';
  }
  return null;
}
