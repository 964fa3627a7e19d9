import type { SgNode } from '@ast-grep/napi';
import { FUNCTION_KINDS, type Language } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';

const KINDS: Readonly<Record<Language, readonly string[]>> = {
  python: ['function_definition'],
  script: [...FUNCTION_KINDS],
};
const known = new WeakMap<SgNode, ReadonlyMap<number, SgNode>>();

/** The syntax of a function; of what runs when a file is loaded, the file. null: it cannot be parsed any more. */
export function functionNode({ code }: AuditedCode, index: number): SgNode | null {
  const file = code.facts.functions[index]?.file ?? '';
  const root = code.syntaxOf(file);
  const { parent, end } = code.rawOf(index);
  if (root === null || parent === -1) return root;
  const functions =
    known.get(root) ?? functionsByEnd(root, file.endsWith('.py') ? 'python' : 'script');
  known.set(root, functions);
  return functions.get(end) ?? null;
}

function functionsByEnd(root: SgNode, language: Language): ReadonlyMap<number, SgNode> {
  const rule = { any: KINDS[language].map((kind) => ({ kind })) };
  // Of those that end together the outermost comes first, and is taken.
  const found = new Map<number, SgNode>();
  for (const node of root.findAll({ rule })) {
    const { index } = node.range().end;
    if (!found.has(index)) found.set(index, node);
  }
  return found;
}
