import type { SgNode } from '@ast-grep/napi';
import { FUNCTION_KINDS } from './function-nodes.ts';
import {
  kindOf,
  LOOP_KINDS,
  nodesOf,
  type Span,
  spanOf,
} from './syntax-node-kinds-spans-and-children.ts';

/** An identifier that is a declaration of its name. */
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
  const whole = { start: 0, end: Number.POSITIVE_INFINITY };
  return nodesOf(root, ...DECLARING).flatMap((node) => declaredBy(node, whole));
}

function declaredBy(node: SgNode, whole: Span): readonly DeclaredName[] {
  const kind = kindOf(node);
  if (kind === 'variable_declarator') return fromDeclarator(node, whole);
  if (kind === 'formal_parameters') return fromParameters(node);
  if (kind === 'for_in_statement') return fromLoop(node, whole);
  if (kind === 'arrow_function') return named(node.field('parameter'), 'parameter', node, node);
  if (kind === 'catch_clause') return named(node.field('parameter'), 'other', node, node);
  if (kind.startsWith('import') || kind === 'namespace_import') return fromImport(node, whole);
  const name = node.field('name');
  if (name === null) return [];
  const isFunction = FUNCTION_KINDS.has(kind);
  const isExpression =
    kind === 'class' || kind === 'function_expression' || kind === 'generator_function';
  const scope = isExpression ? spanOf(node) : blockAround(node, whole);
  const of = isFunction ? 'function' : kind.includes('class') ? 'class' : 'other';
  return [{ node: name, kind: of, declaration: node, isPart: false, scope }];
}

function fromDeclarator(node: SgNode, whole: Span): readonly DeclaredName[] {
  const keyword = node.parent()?.child(0)?.text();
  const kind = keyword === 'const' || keyword === 'let' ? keyword : 'var';
  const scope = kind === 'var' ? functionScope(node, whole) : blockAround(node, whole);
  return parts(node.field('name')).map(({ name, isPart }) => ({
    node: name,
    kind,
    declaration: node,
    isPart,
    scope,
  }));
}

function fromParameters(node: SgNode): readonly DeclaredName[] {
  const around = node.parent();
  if (around === null || !FUNCTION_KINDS.has(kindOf(around))) return [];
  return node.namedChildren().flatMap((namedChild) => {
    const pattern = namedChild.field('pattern') ?? namedChild;
    return named(
      kindOf(namedChild) === 'comment' ? null : pattern,
      'parameter',
      namedChild,
      around,
    );
  });
}

function fromLoop(node: SgNode, whole: Span): readonly DeclaredName[] {
  const keyword = node.field('kind')?.text();
  if (keyword === undefined) return [];
  const kind = keyword === 'const' || keyword === 'let' ? keyword : 'var';
  const scope = kind === 'var' ? functionScope(node, whole) : spanOf(node);
  return parts(node.field('left')).map(({ name, isPart }) => ({
    node: name,
    kind,
    declaration: node,
    isPart,
    scope,
  }));
}

function fromImport(node: SgNode, whole: Span): readonly DeclaredName[] {
  const name =
    node.field('alias') ??
    node.field('name') ??
    node.children().find((child) => kindOf(child) === 'identifier') ??
    null;
  return name === null
    ? []
    : [{ node: name, kind: 'import', declaration: node, isPart: false, scope: whole }];
}

function named(
  pattern: SgNode | null,
  kind: DeclaredName['kind'],
  declaration: SgNode,
  around: SgNode,
): readonly DeclaredName[] {
  const scope = spanOf(around);
  return parts(pattern).map(({ name, isPart }) => ({
    node: name,
    kind,
    declaration,
    isPart,
    scope,
  }));
}

/** Returns the identifiers that a pattern binds, without those in default values. */
export function namesOfPattern(pattern: SgNode): readonly SgNode[] {
  return parts(pattern).map(({ name }) => name);
}

/** Returns the names that a pattern binds, without those in default values. */
function parts(
  pattern: SgNode | null,
  isPart = false,
): readonly { readonly name: SgNode; readonly isPart: boolean }[] {
  if (pattern === null) return [];
  const kind = kindOf(pattern);
  if (kind === 'identifier' || kind === 'shorthand_property_identifier_pattern') {
    return [{ name: pattern, isPart }];
  }
  if (kind === 'assignment_pattern' || kind === 'object_assignment_pattern') {
    return parts(pattern.field('left'), true);
  }
  if (kind === 'pair_pattern') return parts(pattern.field('value'), true);
  const isPattern = /^(?:array_pattern|object_pattern|rest_pattern)$/u.test(kind);
  return isPattern ? pattern.namedChildren().flatMap((namedChild) => parts(namedChild, true)) : [];
}

function blockAround(node: SgNode, whole: Span): Span {
  const around = node.ancestors().find((ancestor) => {
    const kind = kindOf(ancestor);
    return (
      /^(?:statement_block|switch_body|class_static_block)$/u.test(kind) || LOOP_KINDS.has(kind)
    );
  });
  return around === undefined ? whole : spanOf(around);
}

function functionScope(node: SgNode, whole: Span): Span {
  const around = node
    .ancestors()
    .find(
      (ancestor) =>
        FUNCTION_KINDS.has(kindOf(ancestor)) || kindOf(ancestor) === 'class_static_block',
    );
  return around === undefined ? whole : spanOf(around);
}
