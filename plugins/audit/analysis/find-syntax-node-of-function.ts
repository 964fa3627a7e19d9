import type { SgNode } from '@ast-grep/napi';
import { FUNCTION_KINDS, once } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';

/** Returns a function's syntax node, or the file's for module code; null if it no longer parses. */
export function findFunctionNode({ code }: AuditedCode, index: number): SgNode | null {
  const root = code.syntaxOf(code.fileOf(index));
  const { parent, end } = code.functionAt(index);
  if (root === null || parent === -1) return root;
  return functionsByEnd(root).get(end) ?? null;
}

const functionsByEnd = once((root: SgNode): ReadonlyMap<number, SgNode> => {
  const kinds = root.kind() === 'module' ? ['function_definition'] : [...FUNCTION_KINDS];
  const rule = { any: kinds.map((kind) => ({ kind })) };
  // Functions that end at the same offset are found outermost first; the outermost is used.
  const found = new Map<number, SgNode>();
  for (const node of root.findAll({ rule })) {
    const { index } = node.range().end;
    if (!found.has(index)) found.set(index, node);
  }
  return found;
});
