import { parse, type SgNode } from '@ast-grep/napi';
import { scriptLanguage } from '../../../analysis/index.ts';

export interface WatchedFile {
  /** From the root of the project, with slashes. */
  readonly file: string;
  /** Module of the recorder, absolute. */
  readonly recorder: string;
  /** Folder that it writes to, absolute. */
  readonly folder: string;
  /** The copy of the project, absolute. */
  readonly root: string;
}

export type InstrumentedExports =
  | { readonly state: 'edited'; readonly text: string }
  | { readonly state: 'refused'; readonly reason: string };

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Export whose value can be replaced at the end of the file: its path, and its variable. */
interface ReplaceableExport {
  readonly path: readonly string[];
  readonly variable: string;
}

const WATCH = '__perfHarnessWatch';

export function isWatchable(file: string): boolean {
  return !/\.d\.[cm]?ts$/u.test(file) && scriptLanguage(file) !== null;
}

/**
 * Instruments the exports of a file to record their calls. The code is added to the source, so that
 * it works with any build and loader of the tests. No line moves: code is appended, and `const`
 * becomes `let`.
 */
export function instrumentExports(text: string, watched: WatchedFile): InstrumentedExports {
  const language = scriptLanguage(watched.file);
  if (language === null) return { state: 'refused', reason: 'it is not JavaScript' };
  if (text.includes(WATCH)) return { state: 'refused', reason: 'it is already instrumented' };
  const root = parse(language, text).root();
  const statements = root.children();
  const isModule = statements.some((statement) =>
    /^(?:im|ex)port_statement$/u.test(String(statement.kind())),
  );
  const names = listDeclaredClasses(root, language !== 'JavaScript');
  const tail = (lines: readonly string[]): string =>
    `\n/* eslint-disable */\n${[renderWatchFunction(watched, names), ...lines].map((line) => `// @ts-ignore\n${line}\n`).join('')}`;
  const edits: Edit[] = insertBeforeCode(statements);
  if (!isModule) {
    const line = `try { module.exports = ${WATCH}(['default'], module.exports); } catch (_) {}`;
    return { state: 'edited', text: applyEdits(text, edits) + tail([line]) };
  }
  const opened = edits.length;
  const replaced: ReplaceableExport[] = [];
  for (const statement of statements.filter(
    (statement) => statement.kind() === 'export_statement',
  )) {
    readExport(statement, statements, { edits, replaced });
  }
  if (edits.length === opened && replaced.length === 0) {
    return { state: 'refused', reason: 'none of its own exports is callable' };
  }
  const lines = replaced.map(
    ({ path, variable }) => `${variable} = ${WATCH}(${JSON.stringify(path)}, ${variable});`,
  );
  return { state: 'edited', text: applyEdits(text, edits) + tail(lines) };
}

/** Loads the recorder before code that may keep functions of `node:fs`, which it wraps. */
function insertBeforeCode(statements: readonly SgNode[]): Edit[] {
  const isCode = (statement: SgNode): boolean =>
    !/^(?:comment|hash_bang_line|import_statement)$/u.test(String(statement.kind())) &&
    statement.child(0)?.kind() !== 'string';
  const start = statements.find(isCode)?.range().start.index;
  return start === undefined ? [] : [{ start, end: start, text: `${WATCH}([], undefined); ` }];
}

interface ExportEdits {
  readonly edits: Edit[];
  readonly replaced: ReplaceableExport[];
}

function readExport(
  statement: SgNode,
  statements: readonly SgNode[],
  { edits, replaced }: ExportEdits,
): void {
  const parts = statement.children();
  const has = (kind: string): boolean => parts.some((part) => part.kind() === kind);
  if (has('from') || has('type')) return;
  const clause = parts.find((part) => part.kind() === 'export_clause');
  if (clause !== undefined) {
    for (const { local, exported } of listSpecifiers(clause)) {
      const owner = statements.find((statement) => declares(statement, local));
      if (owner !== undefined && makeAssignable(owner, edits)) {
        replaced.push({ path: [exported], variable: local });
      }
    }
    return;
  }
  const declaration = parts.findLast((part) => part.isNamed() && part.kind() !== 'comment');
  if (declaration === undefined) return;
  const name = declaredName(declaration);
  if (has('default') || has('=')) {
    const path = ['default'];
    if (name !== null) replaced.push({ path, variable: name });
    else edits.push(...wrapValue(declaration, path));
    return;
  }
  if (name !== null) {
    replaced.push({ path: [name], variable: name });
    return;
  }
  if (!makeAssignable(declaration, edits)) return;
  for (const variable of listVariables(declaration)) replaced.push({ path: [variable], variable });
}

/** `const` becomes `let`; whether its variables can be put in place then. */
function makeAssignable(statement: SgNode, edits: Edit[]): boolean {
  const declaration =
    statement.kind() === 'export_statement'
      ? (statement.children().find((child) => /declaration$/u.test(String(child.kind()))) ??
        statement)
      : statement;
  if (declaredName(declaration) !== null) return true;
  if (!/^(?:lexical|variable)_declaration$/u.test(String(declaration.kind()))) return false;
  if (!listVariables(declaration).length) return false;
  const [keyword] = declaration.children();
  if (keyword?.text() !== 'const') return keyword?.text() === 'let' || keyword?.text() === 'var';
  const start = keyword.range().start.index;
  if (!edits.some((edit) => edit.start === start))
    edits.push({ start, end: start + 5, text: 'let' });
  return true;
}

/** Values left as they are: the type of a text or number may matter to those who check it. */
const LITERALS = new Set(['string', 'number', 'template_string', 'true', 'false', 'null', 'regex']);

function listVariables(declaration: SgNode): readonly string[] {
  return declaration
    .children()
    .filter((child) => child.kind() === 'variable_declarator')
    .flatMap((child) => {
      const name = child.field('name');
      const value = child.field('value');
      if (name?.kind() !== 'identifier' || value === null) return [];
      return LITERALS.has(String(value.kind())) ? [] : [name.text()];
    });
}

const NAMED = /^(?:(?:generator_)?function_declaration|(?:abstract_)?class_declaration)$/u;

function declaredName(declaration: SgNode): string | null {
  return NAMED.test(String(declaration.kind()))
    ? (declaration.field('name')?.text() ?? null)
    : null;
}

function declares(statement: SgNode, name: string): boolean {
  const [inner] =
    statement.kind() === 'export_statement'
      ? statement.children().filter((child) => /declaration$/u.test(String(child.kind())))
      : [statement];
  if (inner === undefined) return false;
  return declaredName(inner) === name || listVariables(inner).includes(name);
}

function listSpecifiers(clause: SgNode): readonly { local: string; exported: string }[] {
  return clause
    .children()
    .filter((child) => child.kind() === 'export_specifier')
    .flatMap((child) => {
      const [first, ...others] = child.children();
      if (first?.kind() === 'type' || first?.kind() !== 'identifier') return [];
      const last = others.at(-1) ?? first;
      const exported = last.kind() === 'string' ? last.text().slice(1, -1) : last.text();
      return [{ local: first.text(), exported }];
    });
}

/** Wraps an export without a name in a call of the recorder, where it stands. */
function wrapValue(value: SgNode, path: readonly string[]): readonly Edit[] {
  const { start, end } = value.range();
  const before = `${WATCH}(${JSON.stringify(path)}, `;
  return [
    { start: start.index, end: start.index, text: before },
    { start: end.index, end: end.index, text: ')' },
  ];
}

/** Returns declared classes and constructor functions, whose methods belong to the module. */
function listDeclaredClasses(root: SgNode, isTyped: boolean): readonly string[] {
  const kinds = ['class_declaration', 'class', 'function_declaration', 'function_expression'];
  // The grammar of JavaScript does not know it.
  if (isTyped) kinds.push('abstract_class_declaration');
  const declared = kinds
    .flatMap((kind) => root.findAll({ rule: { kind } }))
    .flatMap((declaration) => declaration.field('name')?.text() ?? []);
  // An anonymous class or function is named after its variable.
  const held = root
    .findAll({ rule: { kind: 'variable_declarator' } })
    .filter((declarator) =>
      /^(?:class|function_expression)$/u.test(String(declarator.field('value')?.kind())),
    )
    .flatMap((declarator) => declarator.field('name')?.text() ?? []);
  const names = [...declared, ...held];
  return [...new Set(names)].slice(0, 500);
}

/**
 * Returns the code of the watch function, whose errors never reach the program. It is code of 2015,
 * which the old compilers of some projects read.
 */
function renderWatchFunction(
  { file, recorder, folder, root }: WatchedFile,
  names: readonly string[],
): string {
  const path = JSON.stringify(recorder);
  const settings = JSON.stringify({ file, folder, root, names });
  // Test runners with an isolated context replace the module loader inside it, but not outside.
  const outside = "process.getBuiltinModule('node:vm').runInThisContext('process')";
  const open = `${outside}.getBuiltinModule('node:module').createRequire(${path})(${path}).openModule(${settings}, globalThis)`;
  return `function ${WATCH}(path, value) { try { return (${WATCH}.watch = ${WATCH}.watch || ${open})(path, value); } catch (_) { return value; } }`;
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  let edited = text;
  for (const { start, end, text: put } of edits.toSorted((a, b) => b.start - a.start)) {
    edited = edited.slice(0, start) + put + edited.slice(end);
  }
  return edited;
}
