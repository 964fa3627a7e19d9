import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  kindOf,
  nodesOf,
  partsOf,
  spanOf,
  stringValue,
} from '../../../analysis/index.ts';
import type { CodemodEdit, CodemodSource } from '../codemod.ts';
import { insertText } from '../syntax/codemod-edits.ts';
import { findDeclarations } from './find-declarations.ts';

/** Module and export that a name of a file comes from. */
export interface ImportOrigin {
  /** As written, without `node:` in front; `fs.promises` counts as `fs/promises`. */
  readonly module: string;
  /** Exported name; `*` for the module itself, by default or namespace import. */
  readonly name: string;
}

const known = new WeakMap<SgNode, ReadonlyMap<string, ImportOrigin>>();

/** Returns names that the file imports or requires at its top, unless the file reuses the name. */
export function listImports(source: CodemodSource): ReadonlyMap<string, ImportOrigin> {
  const found = known.get(source.root) ?? readImports(source);
  known.set(source.root, found);
  return found;
}

/** Resolves `readFile`, `fs.readFile` or `fs.promises.readFile` to its import; null: none. */
export function resolveImport(source: CodemodSource, callee: SgNode): ImportOrigin | null {
  const [root = '', ...path] = callee.text().split('.');
  const origin = listImports(source).get(root);
  if (origin === undefined) return null;
  if (path.length === 0) return callee.kind() === 'identifier' ? origin : null;
  if (callee.kind() !== 'member_expression' || path.some((part) => !/^\w+$/u.test(part))) {
    return null;
  }
  return stepInto(origin, path);
}

function stepInto(origin: ImportOrigin, path: readonly string[]): ImportOrigin | null {
  if (origin.name !== '*') return null;
  const [first = '', second] = path;
  if (origin.module === 'fs' && first === 'promises') {
    return { module: 'fs/promises', name: second ?? '*' };
  }
  return path.length === 1 ? { module: origin.module, name: first } : null;
}

/** Required import: its local name, and the edits that add it. */
export interface AddedImport {
  readonly local: string;
  readonly edits: readonly CodemodEdit[];
}

/** Returns the import and its edits; null if something else in the file has the name. */
export function addImport(source: CodemodSource, module: string, name: string): AddedImport | null {
  const bare = module.replace(/^node:/u, '');
  for (const [local, origin] of listImports(source)) {
    if (origin.module !== bare) continue;
    if (origin.name === name) return { local, edits: [] };
    if (origin.name === '*') return { local: `${local}.${name}`, edits: [] };
  }
  if (findDeclarations(source.root, name).length > 0) return null;
  const beside = firstSpecifier(source, bare);
  if (beside !== null)
    return { local: name, edits: [insertText(spanOf(beside).start, `${name}, `)] };
  const line = isEsModule(source)
    ? `import { ${name} } from '${module}';\n`
    : `const { ${name} } = require('${module}');\n`;
  return { local: name, edits: [insertText(importPosition(source), line)] };
}

/** The first name that is taken of a module by `import { … }` or `const { … } = require(…)`. */
function firstSpecifier(source: CodemodSource, module: string): SgNode | null {
  for (const node of source.root.children()) {
    const from = node.kind() === 'import_statement' ? node.field('source') : null;
    const named = from === null ? requiredModule(node) : stringValue(from);
    if (named?.replace(/^node:/u, '') !== module || /^import type\b/u.test(node.text())) continue;
    const list = node.find({
      rule: { any: [{ kind: 'named_imports' }, { kind: 'object_pattern' }] },
    });
    const [first] = list ? partsOf(list) : [];
    if (first !== undefined) return first;
  }
  return null;
}

/** True if the file is an ES module, judging by its extension, else by its statements. */
export function isEsModule(source: CodemodSource): boolean {
  if (/\.c[jt]s$/u.test(source.path)) return false;
  if (/\.(?:mjs|mts|ts|tsx)$/u.test(source.path)) return true;
  return source.root
    .children()
    .some((node) => /^(?:import_statement|export_statement)$/u.test(kindOf(node)));
}

/** Returns the offset before the first import or `require`, or else after what must come first. */
function importPosition(source: CodemodSource): number {
  const first = source.root
    .children()
    .find((node) => node.kind() === 'import_statement' || requiredModule(node) !== null);
  if (first !== undefined) return spanOf(first).start;
  const head = source.root.children().filter(isHead);
  const last = head.at(-1);
  return last === undefined ? 0 : Math.min(spanOf(last).end + 1, source.text.length);
}

/** A line for the shell or a directive such as `'use strict'`. */
function isHead(node: SgNode): boolean {
  return (
    node.kind() === 'hash_bang_line' ||
    (node.kind() === 'expression_statement' && partsOf(node)[0]?.kind() === 'string')
  );
}

function readImports(source: CodemodSource): ReadonlyMap<string, ImportOrigin> {
  const found = new Map<string, ImportOrigin>();
  for (const node of source.root.children()) {
    const entries = node.kind() === 'import_statement' ? imported(node) : required(node);
    for (const [local, origin] of entries) {
      if (findDeclarations(source.root, local).length === 1) found.set(local, normalise(origin));
    }
  }
  return found;
}

function normalise({ module, name }: ImportOrigin): ImportOrigin {
  const bare = module.replace(/^node:/u, '');
  if (bare === 'fs' && name === 'promises') return { module: 'fs/promises', name: '*' };
  if (bare.endsWith('.promises')) return { module: 'fs/promises', name };
  return { module: bare, name: name === 'default' ? '*' : name };
}

function imported(statement: SgNode): readonly (readonly [string, ImportOrigin])[] {
  const from = statement.field('source');
  const isType = /^import\s+type\b/u.test(statement.text());
  const module = from === null || isType ? null : stringValue(from);
  const clause = partsOf(statement).find((node) => node.kind() === 'import_clause');
  if (module === null || clause === undefined) return [];
  return partsOf(clause).flatMap((node): (readonly [string, ImportOrigin])[] => {
    if (node.kind() === 'identifier') return [[node.text(), { module, name: 'default' }]];
    if (node.kind() === 'namespace_import') {
      return partsOf(node).map((name) => [name.text(), { module, name: '*' }]);
    }
    const values = nodesOf(node, 'import_specifier').filter(
      (node) => !/^type\s+[\w$]/u.test(node.text()),
    );
    return values.map((value) => {
      const name = value.field('name')?.text() ?? '';
      return [value.field('alias')?.text() ?? name, { module, name }];
    });
  });
}

function required(statement: SgNode): readonly (readonly [string, ImportOrigin])[] {
  const module = requiredModule(statement);
  const pattern = partsOf(statement)[0]?.field('name');
  if (module === null || pattern === undefined || pattern === null) return [];
  if (pattern.kind() === 'identifier') return [[pattern.text(), { module, name: '*' }]];
  if (pattern.kind() !== 'object_pattern') return [];
  return partsOf(pattern).flatMap((part): (readonly [string, ImportOrigin])[] => {
    if (part.kind() === 'shorthand_property_identifier_pattern') {
      return [[part.text(), { module, name: part.text() }]];
    }
    const value = part.kind() === 'pair_pattern' ? part.field('value') : null;
    if (value?.kind() !== 'identifier') return [];
    return [[value.text(), { module, name: part.field('key')?.text() ?? '' }]];
  });
}

/** Returns the module of `const … = require('…')`, with `.promises` if that is read from it. */
function requiredModule(statement: SgNode): string | null {
  if (statement.kind() !== 'lexical_declaration' && statement.kind() !== 'variable_declaration') {
    return null;
  }
  const value = partsOf(statement)[0]?.field('value') ?? null;
  if (value === null) return null;
  const isPart =
    value.kind() === 'member_expression' && value.field('property')?.text() === 'promises';
  const call = isPart ? value.field('object') : value;
  if (call?.kind() !== 'call_expression' || call.field('function')?.text() !== 'require') {
    return null;
  }
  const [module] = argumentsOf(call);
  const text = module === undefined ? null : stringValue(module);
  return text === null ? null : `${text}${isPart ? '.promises' : ''}`;
}
