import type { SgNode } from '@ast-grep/napi';
import { declaredNames, kindOf, nodesOf } from '../../../analysis/index.ts';
import type { TypeFile } from '../codemod.ts';
import { isJsdocTypeName, readTypedef } from './jsdoc-types.ts';

const MOST_FILES = 12;

/** Declaration of a type, with its file. */
export interface DeclaredType {
  readonly file: TypeFile;
  /** An interface, alias, class, enum or type's parameter; `type_annotation`: JSDoc defines it. */
  readonly node: SgNode;
}

/** Returns the declaration that a name refers to in a file; null if there is none or several. */
export function findDeclaredType(file: TypeFile, name: string): DeclaredType | null {
  const [only, ...others] = declarationsOf(file.root, name);
  if (only === undefined) {
    const documented = readTypedef(file.root, name);
    return documented === null ? null : { file, node: documented };
  }
  if (others.length > 0) return null;
  if (kindOf(only) !== 'import_specifier') return { file, node: only };
  const from = file.importedFrom(sourceOf(only.parent()?.parent()?.parent()));
  return from === null ? null : exportedType(from, only.field('name')?.text() ?? '');
}

/** `import('./product.js').Product`, as JSDoc names types of other files. */
export function findImportedType(file: TypeFile, text: string): DeclaredType | null {
  const [, specifier, name] = /^import\((["'].+["'])\)\.([\w$]+)$/u.exec(text) ?? [];
  if (specifier === undefined || name === undefined) return null;
  const from = file.importedFrom(specifier.slice(1, -1));
  return from === null ? null : exportedType(from, name);
}

/** Finds the type that a file exports by a name: declared in it, or re-exported. */
function exportedType(file: TypeFile, name: string, depth = 0): DeclaredType | null {
  if (depth > MOST_FILES) return null;
  const [only, ...others] = declarationsOf(file.root, name);
  if (only !== undefined) {
    const isExported = kindOf(only.parent() ?? only) === 'export_statement';
    return others.length === 0 && isExported ? { file, node: only } : null;
  }
  for (const statement of nodesOf(file.root, 'export_statement')) {
    const source = statement.field('source');
    if (source === null) continue;
    const from = file.importedFrom(sourceOf(statement));
    if (from === null) continue;
    const isAll = statement.children().some((child) => child.text() === '*');
    const passed = nodesOf(statement, 'export_specifier').find(
      (node) => (node.field('alias') ?? node.field('name'))?.text() === name,
    );
    if (!isAll && passed === undefined) continue;
    const inside = passed?.field('name')?.text() ?? name;
    const found = exportedType(from, inside, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

const namesOf = new WeakMap<SgNode, ReadonlySet<string>>();

/** True if the file itself declares this name: a type, a value, or a definition in JSDoc. */
export function isDeclaredName(root: SgNode, name: string): boolean {
  const known = namesOf.get(root) ?? new Set(declaredNames(root).map(({ node }) => node.text()));
  namesOf.set(root, known);
  return known.has(name) || declarationsOf(root, name).length > 0 || isJsdocTypeName(root, name);
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
  ).filter((node) => (node.field('alias') ?? node.field('name'))?.text() === name);
}

/** Returns the module that a statement imports or exports from; empty if there is none. */
function sourceOf(statement: SgNode | null | undefined): string {
  return statement?.field('source')?.text().slice(1, -1) ?? '';
}
