import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../../../analysis/index.ts';

/** Nodes that give names a value, with the fields of the names and of the value. */
const BINDINGS = {
  python: [
    ['assignment', 'left', 'right'],
    ['for_statement', 'left', 'right'],
  ],
  script: [
    ['variable_declarator', 'name', 'value'],
    ['assignment_expression', 'left', 'right'],
    ['for_in_statement', 'left', 'right'],
  ],
} as const;

/** True if a name is set before an offset, by a parameter or in an enclosing function. */
export function hasPriorValue(root: SgNode, name: string, at: number): boolean {
  const isPython = root.kind() === 'module';
  const isAround = (node: SgNode): boolean => {
    const { start, end } = scopeOf(node).range();
    return start.index <= at && at < end.index;
  };
  const bound = BINDINGS[isPython ? 'python' : 'script'].some(([kind, names, value]) =>
    root.findAll({ rule: { kind } }).some((binding) => {
      const given = binding.field(value);
      const target = binding.field(names);
      if (given === null || target === null || given.range().end.index > at) return false;
      return namesIn(target, isPython).includes(name) && isAround(binding);
    }),
  );
  return bound || isParameter(root, name, at, isPython);
}

function isParameter(root: SgNode, name: string, at: number, isPython: boolean): boolean {
  const kinds = isPython ? ['parameters', 'lambda_parameters'] : ['formal_parameters'];
  return root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } }).some((list) => {
    const { start, end } = list.parent()?.range() ?? list.range();
    return start.index <= at && at < end.index && namesIn(list, isPython).includes(name);
  });
}

/** Names that are bound by a target or a list of parameters: no types, no defaults, no members. */
function namesIn(target: SgNode, isPython: boolean): readonly string[] {
  if (target.kind() === 'identifier') return [target.text()];
  const kinds = isPython ? ['identifier'] : ['identifier', 'shorthand_property_identifier_pattern'];
  return target
    .findAll({ rule: { any: kinds.map((kind) => ({ kind })) } })
    .filter((identifier) => {
      const above = identifier.parent();
      return !['type', 'attribute', 'call', 'member_expression'].includes(String(above?.kind()));
    })
    .map((identifier) => identifier.text());
}
