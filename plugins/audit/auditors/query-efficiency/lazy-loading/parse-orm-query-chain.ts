import type { SgNode } from '@ast-grep/napi';

/** Step of a chain: `.objects`, `.filter(…)`. */
export interface ChainStep {
  readonly name: string;
  /** null: it is only read. */
  readonly call: SgNode | null;
}

/** Query chain from root to end: `Order`, then `.objects`, `.filter(…)`. */
export interface QueryChain {
  /** Name, call such as `select(Order)`, or any other expression. */
  readonly root: SgNode;
  readonly parts: readonly ChainStep[];
}

/** Takes a chain of members and calls apart; parts of a list (`rows[:10]`) are the list. */
export function parseQueryChain(node: SgNode): QueryChain {
  const parts: ChainStep[] = [];
  let at = node;
  for (;;) {
    const kind = at.kind();
    const callee = kind === 'call' ? at.field('function') : null;
    if (callee?.kind() === 'attribute') {
      parts.unshift({ name: callee.field('attribute')?.text() ?? '', call: at });
      at = callee.field('object') ?? at;
    } else if (kind === 'attribute') {
      parts.unshift({ name: at.field('attribute')?.text() ?? '', call: null });
      at = at.field('object') ?? at;
    } else if (kind === 'parenthesized_expression' || kind === 'await') {
      const inner = at.children().find((child) => child.isNamed() && child.kind() !== 'comment');
      if (inner === undefined) return { root: at, parts };
      at = inner;
    } else if (kind === 'subscript' && isSlice(at)) {
      at = at.field('value') ?? at;
    } else return { root: at, parts };
  }
}

function isSlice(node: SgNode): boolean {
  return node.children().some((child) => child.kind() === 'slice');
}
