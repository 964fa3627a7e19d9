import type { SgNode } from '@ast-grep/napi';
import type { TypeFile } from '../codemod.ts';
import { declaredNames } from './declared-names.ts';
import { documentedType, isDocumentedType } from './jsdoc.ts';
import { kindOf, nodesOf } from './nodes.ts';
import type { Shape } from './shape.ts';

const MOST_DEPTH = 12;

/** What a type says of its values; null: nothing that is of use. */
export function typeShape(file: TypeFile, type: SgNode, depth = 0): Shape | null {
  if (depth > MOST_DEPTH) return null;
  const next = (one: SgNode | null | undefined): Shape | null =>
    one == null ? null : typeShape(file, one, depth + 1);
  const kind = kindOf(type);
  if (kind === 'type_annotation' || kind === 'parenthesized_type' || kind === 'readonly_type') {
    return next(type.namedChildren()[0]);
  }
  if (kind === 'predefined_type') return ofWord(type.text());
  if (kind === 'literal_type') return ofLiteral(type);
  if (kind === 'array_type') return array(type.namedChildren()[0], next);
  if (kind === 'union_type') return ofUnion(type, next);
  if (kind === 'object_type') return ofFields(type, next);
  if (kind === 'generic_type') return ofGeneric(file.root, type, next);
  if (kind === 'type_identifier') return ofName(file, type.text(), depth);
  return kind === 'member_expression' ? ofImport(file, type.text(), depth) : null;
}

type NextType = (type: SgNode | null | undefined) => Shape | null;

function array(element: SgNode | null | undefined, next: NextType): Shape {
  const isSaid = element != null && !/\b(?:any|unknown|undefined|void)\b/u.test(element.text());
  return { kind: 'array', element: next(element), isDense: isSaid, isTyped: true };
}

function ofWord(word: string): Shape | null {
  return word === 'string' || word === 'number' || word === 'boolean' ? { kind: word } : null;
}

function ofLiteral(type: SgNode): Shape | null {
  const inner = type.namedChildren()[0];
  if (inner === undefined) return null;
  const kind = kindOf(inner);
  if (kind === 'string') return { kind: 'string' };
  if (kind === 'number') return { kind: 'number' };
  return kind === 'true' || kind === 'false' ? { kind: 'boolean' } : null;
}

function ofUnion(type: SgNode, next: NextType): Shape | null {
  const shapes = type.namedChildren().map((one) => next(one));
  const [first = null] = shapes;
  const isPlain = first?.kind === 'string' || first?.kind === 'number' || first?.kind === 'boolean';
  return isPlain && shapes.every((one) => one?.kind === first.kind) ? first : null;
}

function ofFields(type: SgNode, next: NextType): Shape {
  const fields = new Map<string, Shape | null>();
  for (const one of type.namedChildren()) {
    const name = one.field('name');
    const isOptional = one.children().some((child) => child.text() === '?');
    if (kindOf(one) !== 'property_signature' || name === null || isOptional) continue;
    fields.set(name.text(), next(one.field('type')));
  }
  return { kind: 'object', fields, isTyped: true };
}

function ofGeneric(root: SgNode, type: SgNode, next: NextType): Shape | null {
  const name = type.field('name')?.text() ?? '';
  if (isNamed(root, name)) return null;
  const [first] = type.field('type_arguments')?.namedChildren() ?? [];
  if (name === 'Array' || name === 'ReadonlyArray') return array(first, next);
  if (name === 'Set' || name === 'ReadonlySet') {
    return { kind: 'set', element: next(first), isTyped: true };
  }
  const isMap = name === 'Map' || name === 'ReadonlyMap';
  return isMap ? { kind: 'map', element: null, isTyped: true } : null;
}

const namesOf = new WeakMap<SgNode, ReadonlySet<string>>();

/** Whether the file calls something of its own so: a type, a value, or what JSDoc defines. */
function isNamed(root: SgNode, name: string): boolean {
  const known = namesOf.get(root) ?? new Set(declaredNames(root).map(({ node }) => node.text()));
  namesOf.set(root, known);
  return known.has(name) || declarationsOf(root, name).length > 0 || isDocumentedType(root, name);
}

function declarationsOf(root: SgNode, name: string): readonly SgNode[] {
  return nodesOf(
    root,
    'interface_declaration',
    'type_alias_declaration',
    'class_declaration',
    'type_parameter',
    'enum_declaration',
    'import_specifier',
  ).filter((one) => (one.field('alias') ?? one.field('name'))?.text() === name);
}

/** Of a name that the file declares once: others may be anything. */
function ofName(file: TypeFile, name: string, depth: number): Shape | null {
  const [only, ...others] = declarationsOf(file.root, name);
  if (only === undefined) {
    const documented = documentedType(file.root, name);
    return documented === null ? null : typeShape(file, documented, depth + 1);
  }
  if (others.length > 0) return null;
  if (kindOf(only) === 'import_specifier') {
    const from = file.importedFrom(sourceOf(only.parent()?.parent()?.parent()));
    return from === null ? null : ofExport(from, only.field('name')?.text() ?? '', depth + 1);
  }
  return ofDeclaration(file, only, depth);
}

/** `import('./product.js').Product`, as JSDoc names types of other files. */
function ofImport(file: TypeFile, text: string, depth: number): Shape | null {
  const [, specifier, name] = /^import\((["'].+["'])\)\.([\w$]+)$/u.exec(text) ?? [];
  if (specifier === undefined || name === undefined) return null;
  const from = file.importedFrom(specifier.slice(1, -1));
  return from === null ? null : ofExport(from, name, depth + 1);
}

function ofDeclaration(file: TypeFile, declaration: SgNode, depth: number): Shape | null {
  if (declaration.field('type_parameters') !== null) return null;
  const next: NextType = (one) => (one == null ? null : typeShape(file, one, depth + 1));
  const kind = kindOf(declaration);
  if (kind === 'type_alias_declaration') return next(declaration.field('value'));
  if (kind !== 'interface_declaration') return null;
  const body = declaration.field('body');
  return body === null ? null : ofFields(body, next);
}

/** Of a name that a file gives away: declared in it, or passed on. */
function ofExport(file: TypeFile, name: string, depth: number): Shape | null {
  if (depth > MOST_DEPTH) return null;
  const [only, ...others] = declarationsOf(file.root, name);
  if (only !== undefined) {
    const isExported = kindOf(only.parent() ?? only) === 'export_statement';
    return others.length === 0 && isExported ? ofDeclaration(file, only, depth) : null;
  }
  for (const statement of nodesOf(file.root, 'export_statement')) {
    const source = statement.field('source');
    if (source === null) continue;
    const from = file.importedFrom(sourceOf(statement));
    if (from === null) continue;
    const isAll = statement.children().some((one) => one.text() === '*');
    const passed = nodesOf(statement, 'export_specifier').find(
      (one) => (one.field('alias') ?? one.field('name'))?.text() === name,
    );
    if (!isAll && passed === undefined) continue;
    const inside = passed?.field('name')?.text() ?? name;
    const shape = ofExport(from, inside, depth + 1);
    if (shape !== null) return shape;
  }
  return null;
}

/** What a statement imports or exports from; empty: nothing. */
function sourceOf(statement: SgNode | null | undefined): string {
  return statement?.field('source')?.text().slice(1, -1) ?? '';
}
