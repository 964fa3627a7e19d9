import type { SgNode } from '@ast-grep/napi';
import { functionAround } from './function-at.ts';
import type { Language } from './syntax-in.ts';

/** Nodes that give a name a value, and the fields that they have it in. */
const BINDINGS = {
  python: [['assignment', 'left', 'right']],
  script: [
    ['variable_declarator', 'name', 'value'],
    ['assignment_expression', 'left', 'right'],
  ],
} as const;

/** All values that a name is given in a function, in the order of the text. */
export function valuesOf(name: string, scope: SgNode, language: Language): readonly SgNode[] {
  return BINDINGS[language].flatMap(([kind, left, right]) =>
    scope.findAll({ rule: { kind } }).flatMap((node) => {
      const value = node.field(left)?.text() === name ? node.field(right) : null;
      return value === null ? [] : [value];
    }),
  );
}

/**
 * What a name holds at a place: the last value that it was given before, in its function or in the module,
 * or what a `with` gives it; null: nothing says.
 */
export function valueAt(node: SgNode, name: string, language: Language): SgNode | null {
  const here = functionAround(node);
  const at = node.range().start.index;
  const before = valuesOf(name, here, language).filter((one) => one.range().end.index <= at);
  const opened = language === 'python' ? openedAs(name, here) : null;
  const own = before.at(-1) ?? opened;
  if (own !== null) return own;
  const outside = valuesOf(name, node.getRoot().root(), language);
  return outside.find((one) => functionAround(one).parent() === null) ?? null;
}

/** `with open(p) as name:` */
function openedAs(name: string, scope: SgNode): SgNode | null {
  const found = scope.findAll({ rule: { kind: 'as_pattern' } }).find((one) => {
    const target = one.children().find((child) => child.kind() === 'as_pattern_target');
    return target?.text() === name;
  });
  return found?.child(0) ?? null;
}
