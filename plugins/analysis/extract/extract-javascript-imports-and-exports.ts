import type { SgNode } from '@ast-grep/napi';
import { readOrigin } from './extract-javascript-variables.ts';
import {
  type FactExtraction,
  type NodeRange,
  nodeRange,
} from './syntax-tree-visitor-with-scope-frames.ts';
import { collectFunctionArguments } from './value-origins.ts';

/** Returns the text of a string without its quotes; empty if undefined. */
export function unquote(text: string | undefined): string {
  return text === undefined ? '' : text.replace(/^['"`]|['"`]$/gu, '');
}

/** `import a, { b as c } from 'd'`, `import * as e from 'f'`, `import g = require('h')`. */
export function readImport(
  reading: FactExtraction,
  _node: SgNode,
  { start, end }: NodeRange,
): void {
  const text = reading.text.slice(start, end).replace(COMMENT, '');
  const source = /['"]([^'"]*)['"]/u.exec(text)?.[1] ?? '';
  const add = (local: string, imported: string): void => {
    reading.imports.push({ local, imported, source });
  };
  const equals = /^import\s+(?:type\s+)?([\w$]+)\s*=/u.exec(text)?.[1];
  const clause = /^import\s+(?:type\s+)?([^'"]*?)\s*from\s*['"]/u.exec(text)?.[1];
  if (equals !== undefined) add(equals, '*');
  else if (clause === undefined) add('', '*');
  else readClause(clause, add);
}

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//gu;

function readClause(clause: string, add: (local: string, imported: string) => void): void {
  const named = /\{([^}]*)\}/u.exec(clause)?.[1] ?? '';
  const rest = clause.replace(/\{[^}]*\}/u, '');
  for (const specifier of named.split(',')) {
    const [, imported, local] =
      /^\s*(?:type\s+)?([\w$]+)(?:\s+as\s+([\w$]+))?/u.exec(specifier) ?? [];
    if (imported !== undefined) add(local ?? imported, imported);
  }
  const whole = /\*\s*as\s+([\w$]+)/u.exec(rest)?.[1];
  if (whole !== undefined) add(whole, '*');
  const main = /^([\w$]+)/u.exec(rest)?.[1];
  if (main !== undefined) add(main, 'default');
}

/** Reads every form of `export`; declarations are found by name. */
export function readExport(reading: FactExtraction, node: SgNode): void {
  const sourceNode = node.field('source');
  const source = sourceNode === null ? null : unquote(sourceNode.text());
  const clause = find(node, 'export_clause');
  if (clause !== undefined) {
    for (const [local, exported] of pairsIn(clause, 'export_specifier')) {
      reading.exports.push({ exported, local, source });
    }
    return;
  }
  const whole = find(node, 'namespace_export');
  if (source !== null) {
    const exported = whole === undefined ? '*' : (find(whole, 'identifier')?.text() ?? '*');
    reading.exports.push({ exported, local: '*', source });
    return;
  }
  readExported(reading, node);
}

/** `export function f`, `export const a = 1, b = 2`, `export default x`, `export = x`. */
function readExported(reading: FactExtraction, node: SgNode): void {
  const declaration = node.field('declaration');
  const isDefault = node
    .children()
    .some((child) => ['default', '='].includes(String(child.kind())));
  const names = declaration === null ? [] : declaredNames(declaration);
  if (isDefault) {
    const value = node.field('value') ?? find(node, 'identifier');
    const isName = value !== undefined && value !== null && value.kind() === 'identifier';
    const made = value == null ? null : readOrigin(reading.text, value);
    if (made !== null && !isName) {
      reading.variables.push({
        name: 'default',
        ...made,
        ...(value == null ? {} : collectFunctionArguments(value)),
        line: nodeRange(node).line,
        scope: -1,
        owner: null,
      });
    }
    const local = isName ? value.text() : (names[0] ?? 'default');
    reading.exports.push({ exported: 'default', local, source: null });
    return;
  }
  for (const name of names) reading.exports.push({ exported: name, local: name, source: null });
}

function declaredNames(declaration: SgNode): readonly string[] {
  const own = declaration.field('name');
  if (own !== null) return [own.text()];
  return declaration
    .children()
    .filter((child) => child.kind() === 'variable_declarator')
    .flatMap(
      (child) =>
        child
          .field('name')
          ?.text()
          .match(/[\w$]+/gu) ?? [],
    );
}

/** Pairs of names: as it was called, as it is called from here on. */
function pairsIn(list: SgNode, kind: string): readonly (readonly [string, string])[] {
  return list
    .children()
    .filter((child) => child.kind() === kind)
    .map((child) => {
      const name = child.field('name')?.text() ?? '';
      return [name, child.field('alias')?.text() ?? name] as const;
    });
}

function find(node: SgNode, kind: string): SgNode | undefined {
  return node.children().find((child) => child.kind() === kind);
}
