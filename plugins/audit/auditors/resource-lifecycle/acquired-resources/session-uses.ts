import type { SgNode } from '@ast-grep/napi';
import { around } from '../../../../analysis/index.ts';

/** Returns the uses of a session in a part of a Python function, in the order of the text. */
export function findSessionUses(part: SgNode, name: string): readonly SgNode[] {
  return part.findAll({ rule: { kind: 'identifier', regex: `^${name}$` } }).filter((use) => {
    const outer = use.parent();
    const isLabel =
      (outer?.field('name') ?? outer?.field('attribute'))?.id() === use.id() ||
      /parameter/u.test(String(outer?.kind()));
    return !isLabel;
  });
}

/** Returns the 1-based lines of the statements that contain the nodes. */
export function listStatementLines(nodes: readonly SgNode[]): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const node of nodes) {
    const statement = [...around(node)].find((outer) =>
      /statement$|declaration$/u.test(String(outer.kind())),
    );
    const isCompound = (statement?.field('body') ?? statement?.field('consequence')) != null;
    const { start, end } = (isCompound ? node : (statement ?? node)).range();
    for (let { line } = start; line <= end.line; line += 1) lines.add(line + 1);
  }
  return lines;
}

/**
 * Returns the use since which a session has held its connection at an offset of its function; null
 * if it has not used the connection yet or has released it.
 */
export function findConnectionStart(uses: readonly SgNode[], at: number): SgNode | null {
  let since: SgNode | null = null;
  for (const use of uses) {
    if (use.range().start.index >= at) break;
    const member = use.parent();
    const method = (member?.field('attribute') ?? member?.field('property'))?.text() ?? '';
    if (/^(?:commit|rollback|close|aclose|release)$/u.test(method)) since = null;
    else since ??= use;
  }
  return since;
}
