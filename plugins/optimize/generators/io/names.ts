import type { SgNode } from '@ast-grep/napi';
import { kindOf, nodesOf } from './syntax.ts';

/**
 * Whom a name belongs to. There are no scopes here: a name counts as known only where the whole file
 * binds it once, which says too little of some programs and nothing wrong of any.
 */

const PATTERN_KINDS = new Set([
  'object_pattern',
  'array_pattern',
  'pair_pattern',
  'rest_pattern',
  'assignment_pattern',
  'object_assignment_pattern',
]);
const NAMED_KINDS = new Set([
  'function_declaration',
  'function_expression',
  'generator_function_declaration',
  'generator_function',
  'class_declaration',
  'class',
  'variable_declarator',
  'enum_declaration',
  'internal_module',
]);
const PARAMETER_KINDS = new Set(['formal_parameters', 'required_parameter', 'optional_parameter']);
const IMPORT_KINDS = new Set(['import_clause', 'namespace_import', 'import_specifier']);

/** Of each program that was asked about: names are asked for many times. */
const known = new WeakMap<SgNode, ReadonlyMap<string, readonly SgNode[]>>();

/** Nodes that bind a name in the program, anywhere in it. */
export function bindingsOf(root: SgNode, name: string): readonly SgNode[] {
  const all = known.get(root) ?? Map.groupBy(allBindings(root), (node) => node.text());
  known.set(root, all);
  return all.get(name) ?? [];
}

/** Nodes that bind a name inside of one function; whatever is around it is told apart by that. */
export function bindingsIn(scope: SgNode, name: string): readonly SgNode[] {
  return allBindings(scope).filter((node) => node.text() === name);
}

function allBindings(root: SgNode): readonly SgNode[] {
  return [
    ...nodesOf(root, 'identifier'),
    ...nodesOf(root, 'shorthand_property_identifier_pattern'),
  ].filter(isDeclared);
}

/** Names that a pattern or a declaration binds. */
export function boundNames(pattern: SgNode): ReadonlySet<string> {
  const all = [
    ...nodesOf(pattern, 'identifier'),
    ...nodesOf(pattern, 'shorthand_property_identifier_pattern'),
  ];
  return new Set(all.filter(isDeclared).map((node) => node.text()));
}

/** Names that stand in an expression, whatever it does with them; those of properties not. */
export function namesIn(node: SgNode): ReadonlySet<string> {
  const all = [...nodesOf(node, 'identifier'), ...nodesOf(node, 'shorthand_property_identifier')];
  return new Set(all.map((one) => one.text()));
}

/** Uses of a name, those that bind it left out. */
export function usesOf(root: SgNode, name: string): readonly SgNode[] {
  return [...nodesOf(root, 'identifier'), ...nodesOf(root, 'shorthand_property_identifier')].filter(
    (node) => node.text() === name && !isDeclared(node),
  );
}

/** Whether the pattern that a name stands in is one that declares: no plain assignment. */
function isDeclared(name: SgNode): boolean {
  let node = name;
  let parent = node.parent();
  while (parent !== null && PATTERN_KINDS.has(kindOf(parent))) {
    if (isValuePart(parent, node)) return false;
    node = parent;
    parent = node.parent();
  }
  if (parent === null) return false;
  const kind = kindOf(parent);
  if (PARAMETER_KINDS.has(kind)) return !isField(parent, 'value', node);
  if (IMPORT_KINDS.has(kind)) return !isField(parent, 'name', node) || !hasAlias(parent);
  if (NAMED_KINDS.has(kind)) return isField(parent, 'name', node);
  if (kind === 'arrow_function' || kind === 'catch_clause')
    return isField(parent, 'parameter', node);
  if (kind === 'for_in_statement') return isField(parent, 'left', node) && hasKeyword(parent);
  return false;
}

/** Defaults and computed keys are read, not bound. */
function isValuePart(pattern: SgNode, node: SgNode): boolean {
  if (kindOf(pattern) === 'pair_pattern') return isField(pattern, 'key', node);
  return /assignment_pattern$/u.test(kindOf(pattern)) && isField(pattern, 'right', node);
}

function hasAlias(specifier: SgNode): boolean {
  return specifier.kind() === 'import_specifier' && specifier.field('alias') !== null;
}

function hasKeyword(loop: SgNode): boolean {
  return loop.children().some((child) => /^(const|let|var)$/u.test(child.text()));
}

function isField(parent: SgNode, field: string, node: SgNode): boolean {
  return parent.field(field)?.id() === node.id();
}
