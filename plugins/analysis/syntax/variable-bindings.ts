import type { SgNode } from '@ast-grep/napi';
import { declaredNames } from './declared-names.ts';
import {
  isExported,
  isInside,
  kindOf,
  nodesOf,
  type Span,
  spanOf,
} from './syntax-node-kinds-spans-and-children.ts';

/** Source with its syntax tree, the key under which derived data is memoized. */
interface ParsedSource {
  readonly root: SgNode;
}

/** Name declared in a file, with all its references. */
export interface Binding {
  readonly name: string;
  readonly kind: 'const' | 'let' | 'var' | 'function' | 'class' | 'import' | 'parameter' | 'other';
  /** First identifier that introduces the name. */
  readonly node: SgNode;
  /** The declarator, parameter, loop, function or specifier that names it. */
  readonly declaration: SgNode;
  /** True for a part of a destructuring pattern: it receives a part of the value, not the whole. */
  readonly isPart: boolean;
  readonly scope: Span;
  readonly references: readonly SgNode[];
  /** References that assign another value. */
  readonly writes: readonly SgNode[];
}

/** Name bindings of a file. */
export interface Bindings {
  /** Returns the binding of an identifier; null: it is global, or defined in another file. */
  readonly of: (identifier: SgNode) => Binding | null;
  /** Returns true where the file neither declares the name nor assigns to the global. */
  readonly isBuiltin: (name: string) => boolean;
  readonly all: readonly Binding[];
  /** Names outside of functions are the file's own: it imports, exports, or is of CommonJS. */
  readonly isModule: boolean;
  /** Returns a name that the file does not use, a new one at each call: `base`, `base2` … */
  readonly freshName: (base: string) => string;
}

const REFERENCE_KINDS = [
  'identifier',
  'shorthand_property_identifier',
  'shorthand_property_identifier_pattern',
] as const;

/** Names of a file, read once for all codemods. */
type Names = Omit<Bindings, 'freshName'> & { readonly taken: ReadonlySet<string> };

const namesBySource = new WeakMap<ParsedSource, Names | null>();

/**
 * Resolves the names of a file. Fresh names start anew with each call, so that each codemod chooses
 * the same names for the same text. null: the text does not determine its names, because of `eval`
 * or `with`, or because a part of it does not parse.
 */
export function readBindings(source: ParsedSource): Bindings | null {
  const cached = namesBySource.get(source);
  const names = cached === undefined ? readNames(source) : cached;
  namesBySource.set(source, names);
  if (names === null) return null;
  const { taken, ...bindings } = names;
  const usedNames = new Set(taken);
  return {
    ...bindings,
    freshName: (base) => {
      let name = base;
      for (let count = 2; usedNames.has(name); count += 1) name = `${base}${count}`;
      usedNames.add(name);
      return name;
    },
  };
}

function readNames({ root }: ParsedSource): Names | null {
  if (nodesOf(root, 'ERROR', 'with_statement').length > 0) return null;
  const uses = nodesOf(root, ...REFERENCE_KINDS);
  if (uses.some((use) => use.text() === 'eval')) return null;
  const declared = declaredNames(root);
  const declaringIds = new Set(declared.map(({ node }) => node.id()));
  const byName = Map.groupBy(declared, ({ node }) => node.text());
  const referencesOf = new Map<number, SgNode[]>(declared.map(({ node }) => [node.id(), []]));
  const find = (identifier: SgNode) => {
    const at = spanOf(identifier);
    return (byName.get(identifier.text()) ?? [])
      .filter(({ scope }) => isInside(at, scope))
      .reduce<(typeof declared)[number] | null>(
        (best, declaration) =>
          best === null || isInside(declaration.scope, best.scope) ? declaration : best,
        null,
      );
  };
  for (const use of uses) {
    if (declaringIds.has(use.id())) continue;
    const found = find(use);
    if (found !== null) referencesOf.get(found.node.id())?.push(use);
  }
  const all = declared.map((declaration): Binding => {
    const references = referencesOf.get(declaration.node.id()) ?? [];
    // A `var` may be declared again, also with the name of a parameter.
    const redeclarations = (byName.get(declaration.node.text()) ?? [])
      .filter((other) => other !== declaration && isSameSpan(other.scope, declaration.scope))
      .map(({ node }) => node);
    const writes = [...references.filter(isWritten), ...redeclarations];
    return { ...declaration, name: declaration.node.text(), references, writes };
  });
  const byNode = new Map(all.map((binding) => [binding.node.id(), binding]));
  const taken = new Set(uses.map((use) => use.text()));
  for (const { name } of all) taken.add(name);
  const written = new Set(uses.filter(isWritten).map((use) => use.text()));
  return {
    all,
    of: (identifier) => byNode.get(find(identifier)?.node.id() ?? -1) ?? null,
    isBuiltin: (name) => !byName.has(name) && !written.has(name),
    isModule: isModule(root, (name) => !byName.has(name)),
    taken,
  };
}

/**
 * Returns true where nothing outside the file can access a binding by name: neither importers nor,
 * if the file is not a module, other scripts of a page.
 */
export function isPrivate({ declaration, scope }: Binding, { isModule }: Bindings): boolean {
  return !isExported(declaration) && (scope.end !== Number.POSITIVE_INFINITY || isModule);
}

function isSameSpan(span: Span, other: Span): boolean {
  return span.start === other.start && span.end === other.end;
}

/** A file that tests for its module system, as UMD does, may also run as a script of a page. */
function isModule(root: SgNode, isUnbound: (name: string) => boolean): boolean {
  if (nodesOf(root, 'import_statement', 'export_statement').length > 0) return true;
  const moduleNames = nodesOf(root, 'identifier').filter(
    (node) => /^(?:module|exports|require)$/u.test(node.text()) && isUnbound(node.text()),
  );
  const testsModuleSystem = moduleNames.some((identifier) => {
    const parent = identifier.parent();
    return parent !== null && kindOf(parent) === 'unary_expression';
  });
  return !testsModuleSystem && moduleNames.length > 0;
}

const PATTERNS: ReadonlySet<string> = new Set([
  'array_pattern',
  'object_pattern',
  'pair_pattern',
  'rest_pattern',
  'array',
  'object',
  'pair',
  'spread_element',
  'parenthesized_expression',
  'non_null_expression',
  'as_expression',
  'satisfies_expression',
]);

/** Returns true where an identifier, or a member expression, is the target of an assignment. */
export function isWritten(node: SgNode): boolean {
  const parent = node.parent();
  if (parent === null) return false;
  const kind = kindOf(parent);
  if (kind === 'assignment_expression' || kind === 'augmented_assignment_expression') {
    return parent.field('left')?.id() === node.id();
  }
  if (kind === 'update_expression') return true;
  if (kind === 'for_in_statement') return parent.field('left')?.id() === node.id();
  if (kind === 'assignment_pattern' || kind === 'object_assignment_pattern') {
    return parent.field('left')?.id() === node.id() && isWritten(parent);
  }
  return PATTERNS.has(kind) && isWritten(parent);
}
