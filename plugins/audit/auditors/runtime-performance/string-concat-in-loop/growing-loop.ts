import type { SgNode } from '@ast-grep/napi';
import { loopBound } from '../../../look/loop-bound.ts';
import { around } from '../../../look/nodes.ts';

/** The loops in which something grows. */
export interface GrowingLoop {
  /** Turns at the most of all of them together; null: nothing says. */
  readonly most: number | null;
  /** What the outermost goes through, as it is written. */
  readonly over: string;
}

/**
 * The loops around a place in which a name is not given a value anew: from one turn to the next it only grows.
 * null: there is none.
 */
export function growingLoop(node: SgNode, name: string): GrowingLoop | null {
  let most: number | null = 1;
  let over: string | null = null;
  for (const loop of around(node)) {
    const isFor = loop.kind() === 'for_statement';
    const body = loop.field('body');
    if ((!isFor && loop.kind() !== 'while_statement') || body === null) continue;
    if (beginsAnew(body, name)) break;
    const bound = isFor ? loopBound(body) : null;
    most = most === null || bound === null || bound.most === null ? null : most * bound.most;
    over = bound?.over ?? `while ${loop.field('condition')?.text().replace(/\s+/gu, ' ') ?? ''}`;
  }
  return over === null ? null : { most, over };
}

function beginsAnew(body: SgNode, name: string): boolean {
  return body.findAll({ rule: { kind: 'assignment' } }).some((one) => {
    const isOwn = one.field('left')?.text() === name;
    // `x = x + …` goes on with what was there.
    const value = one.field('right')?.text() ?? '';
    return isOwn && !new RegExp(`(?:^|[^\\w.])${name.replace('.', '\\.')}\\b`, 'u').test(value);
  });
}
