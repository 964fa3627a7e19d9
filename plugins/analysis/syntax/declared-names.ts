import type { SgNode } from '@ast-grep/napi';
import { FUNCTION_KINDS } from './function-nodes.ts';
import {
  kindOf,
  LOOP_KINDS,
  nodesOf,
  partsOf,
  type Span,
  spanOf,
} from './syntax-node-kinds-spans-and-children.ts';

export interface DeclaredName {
  readonly node: SgNode;
  readonly kind: 'const' | 'let' | 'var' | 'function' | 'class' | 'import' | 'parameter' | 'other';
  readonly declaration: SgNode;
  readonly isPart: boolean;
  readonly scope: Span;
}

const DECLARING = [
  'variable_declarator',
  'function_declaration',
  'generator_function_declaration',
  'function_expression',
  'generator_function',
  'class_declaration',
  'abstract_class_declaration',
  'class',
  'import_clause',
  'import_specifier',
  'namespace_import',
  'import_require_clause',
  'formal_parameters',
  'arrow_function',
  'catch_clause',
  'for_in_statement',
  'enum_declaration',
  'internal_module',
] as const;

/** Returns every identifier of the file that declares a name, in source order. */
export function declaredNames(root: SgNode): readonly DeclaredName[] {
  // The node of a program begins at its first word.
  const file = { start: 0, end: Number.POSITIVE_INFINITY };
  return nodesOf(root, ...DECLARING).flatMap((node) => namesDeclaredBy(node, file));
}

function namesDeclaredBy(node: SgNode, file: Span): readonly DeclaredName[] {
  const kind = kindOf(node);
  if (kind === 'variable_declarator') return fromDeclarator(node, file);
  if (kind === 'formal_parameters') return fromParameters(node);
  if (kind === 'for_in_statement') return fromLoop(node, file);
  if (kind === 'arrow_function' || kind === 'catch_clause') {
    const nameKind = kind === 'arrow_function' ? 'parameter' : 'other';
    return fromPattern(node.field('parameter'), nameKind, node, spanOf(node));
  }
  if (kind.startsWith('import') || kind === 'namespace_import') return fromImport(node, file);
  const name = node.field('name');
  if (name === null) return [];
  const isFunction = FUNCTION_KINDS.has(kind);
  const isExpression =
    kind === 'class' || kind === 'function_expression' || kind === 'generator_function';
  const scope = isExpression ? spanOf(node) : blockScope(node, file);
  const nameKind = isFunction ? 'function' : kind.includes('class') ? 'class' : 'other';
  return [{ node: name, kind: nameKind, declaration: node, isPart: false, scope }];
}

function fromDeclarator(node: SgNode, file: Span): readonly DeclaredName[] {
  const kind = variableKind(node.parent()?.child(0)?.text());
  const scope = kind === 'var' ? functionScope(node, file) : blockScope(node, file);
  return fromPattern(node.field('name'), kind, node, scope);
}

function fromLoop(node: SgNode, file: Span): readonly DeclaredName[] {
  const keyword = node.field('kind')?.text();
  if (keyword === undefined) return [];
  const kind = variableKind(keyword);
  const scope = kind === 'var' ? functionScope(node, file) : spanOf(node);
  return fromPattern(node.field('left'), kind, node, scope);
}

function variableKind(keyword: string | undefined): 'const' | 'let' | 'var' {
  return keyword === 'const' || keyword === 'let' ? keyword : 'var';
}

function fromParameters(node: SgNode): readonly DeclaredName[] {
  const owner = node.parent();
  if (owner === null || !FUNCTION_KINDS.has(kindOf(owner))) return [];
  return partsOf(node).flatMap((parameter) =>
    fromPattern(parameter.field('pattern') ?? parameter, 'parameter', parameter, spanOf(owner)),
  );
}

function fromImport(node: SgNode, file: Span): readonly DeclaredName[] {
  const name =
    node.field('alias') ??
    node.field('name') ??
    node.children().find((child) => kindOf(child) === 'identifier') ??
    null;
  return name === null
    ? []
    : [{ node: name, kind: 'import', declaration: node, isPart: false, scope: file }];
}

function fromPattern(
  pattern: SgNode | null,
  kind: DeclaredName['kind'],
  declaration: SgNode,
  scope: Span,
): readonly DeclaredName[] {
  return boundNames(pattern).map(({ name, isPart }) => ({
    node: name,
    kind,
    declaration,
    isPart,
    scope,
  }));
}

/** Returns the identifiers that a pattern binds, without those in default values. */
export function namesOfPattern(pattern: SgNode): readonly SgNode[] {
  return boundNames(pattern).map(({ name }) => name);
}

/** The same, with whether each receives only a part of the value. */
function boundNames(
  pattern: SgNode | null,
  isPart = false,
): readonly { readonly name: SgNode; readonly isPart: boolean }[] {
  if (pattern === null) return [];
  const kind = kindOf(pattern);
  if (kind === 'identifier' || kind === 'shorthand_property_identifier_pattern') {
    return [{ name: pattern, isPart }];
  }
  if (kind === 'assignment_pattern' || kind === 'object_assignment_pattern') {
    return boundNames(pattern.field('left'), true);
  }
  if (kind === 'pair_pattern') return boundNames(pattern.field('value'), true);
  const isPattern = /^(?:array_pattern|object_pattern|rest_pattern)$/u.test(kind);
  return isPattern ? pattern.namedChildren().flatMap((child) => boundNames(child, true)) : [];
}

function blockScope(node: SgNode, file: Span): Span {
  const around = node.ancestors().find((ancestor) => {
    const kind = kindOf(ancestor);
    return (
      /^(?:statement_block|switch_body|class_static_block)$/u.test(kind) || LOOP_KINDS.has(kind)
    );
  });
  return around === undefined ? file : spanOf(around);
}

function functionScope(node: SgNode, file: Span): Span {
  const around = node
    .ancestors()
    .find(
      (ancestor) =>
        FUNCTION_KINDS.has(kindOf(ancestor)) || kindOf(ancestor) === 'class_static_block',
    );
  return around === undefined ? file : spanOf(around);
}
