import type { SgNode } from '@ast-grep/napi';
import { bare, FUNCTION_KINDS, kindOf, lineOf, nodesOf, spanOf } from '../../analysis/index.ts';

export interface ModuleExport {
  readonly line: number;
  /** Parts that callers rely on, without bodies and layout. */
  readonly signature: string;
  /** Parameters of a function, a text each; null: it is no function. */
  readonly parameters: readonly string[] | null;
}

/** Returns the exports of a file by name, including `default` and CommonJS assignments. */
export function readExports(root: SgNode): ReadonlyMap<string, ModuleExport> {
  const found = new Map<string, ModuleExport>();
  for (const statement of nodesOf(root, 'export_statement')) {
    for (const [name, moduleExport] of exportedBy(statement)) found.set(name, moduleExport);
  }
  for (const assignment of nodesOf(root, 'assignment_expression')) {
    const name = /^(?:module\.)?exports\.([\w$]+)$/u.exec(assignment.field('left')?.text() ?? '');
    const value = assignment.field('right');
    if (name?.[1] !== undefined && value !== null) found.set(name[1], describe(assignment, value));
  }
  return found;
}

type Named = readonly [name: string, moduleExport: ModuleExport];

function exportedBy(statement: SgNode): readonly Named[] {
  const isDefault = statement.children().some((child) => kindOf(child) === 'default');
  const value = statement.field('value');
  if (value !== null) return [['default', describe(statement, value)]];
  const declaration = statement.field('declaration');
  if (declaration === null) return fromClause(statement);
  const declarators = nodesOf(declaration, 'variable_declarator').filter(
    (node) => node.parent()?.id() === declaration.id(),
  );
  if (declarators.length > 0) return declarators.flatMap(fromDeclarator);
  const name = isDefault ? 'default' : declaration.field('name')?.text();
  return name === undefined ? [] : [[name, describe(declaration, declaration)]];
}

/** `export { a as b } from './c.js'` and `export * from './c.js'`. */
function fromClause(statement: SgNode): readonly Named[] {
  const source = statement.field('source')?.text() ?? '';
  const line = lineOf(statement);
  const specifiers = nodesOf(statement, 'export_specifier').map((node): Named => {
    const name = (node.field('alias') ?? node.field('name'))?.text() ?? node.text();
    return [name, { line, signature: `from ${source}`, parameters: null }];
  });
  if (specifiers.length > 0 || source === '') return specifiers;
  return [[`* of ${source}`, { line, signature: flat(statement.text()), parameters: null }]];
}

function fromDeclarator(declarator: SgNode): readonly Named[] {
  const name = declarator.field('name')?.text();
  const value = declarator.field('value');
  if (name === undefined) return [];
  const type = declarator.field('type');
  if (type !== null || value === null) {
    const signature = flat(type?.text() ?? '');
    return [[name, { line: lineOf(declarator), signature, parameters: null }]];
  }
  return [[name, describe(declarator, value)]];
}

/** @param place - Node whose line is reported. */
function describe(place: SgNode, value: SgNode): ModuleExport {
  const [line, inner] = [lineOf(place), bare(value)];
  const kind = kindOf(inner);
  if (FUNCTION_KINDS.has(kind) || kind === 'function_signature') {
    return { line, ...functionSignature(inner) };
  }
  if (/class/u.test(kind)) return { line, signature: classSignature(inner), parameters: null };
  const isType = /^(?:interface|type_alias|enum)_declaration$/u.test(kind);
  // Callers do not rely on the value of a constant, so it is not part of the signature.
  return { line, signature: isType ? flat(withoutComments(inner)) : 'value', parameters: null };
}

function functionSignature(node: SgNode): Pick<ModuleExport, 'signature' | 'parameters'> {
  const isAsync = node.children().some((child) => kindOf(child) === 'async');
  const isGenerator = node.children().some((child) => child.text() === '*');
  const list = node.field('parameters');
  const single = node.field('parameter');
  const given = (list?.namedChildren() ?? (single === null ? [] : [single])).filter(
    (parameter) => kindOf(parameter) !== 'comment',
  );
  const result = flat(node.field('return_type')?.text() ?? '');
  const types = flat(node.field('type_parameters')?.text() ?? '');
  return {
    signature: `${isAsync ? 'async ' : ''}function${isGenerator ? '*' : ''}${types}${result}`,
    parameters: given.map((parameter) => flat(parameter.text())),
  };
}

/** Members that others can reach, in the order of their names. */
function classSignature(node: SgNode): string {
  const body = node.field('body');
  const members = (body?.namedChildren() ?? []).flatMap((member): readonly string[] => {
    const name = member.field('name')?.text() ?? member.field('property')?.text();
    const isHidden = /^\s*(?:private|protected)\b/u.test(member.text()) || name?.startsWith('#');
    if (name === undefined || isHidden === true) return [];
    if (kindOf(member) !== 'method_definition') {
      return [`${name}${flat(member.field('type')?.text() ?? '')}`];
    }
    const { signature, parameters } = functionSignature(member);
    return [`${name}(${(parameters ?? []).join(', ')}) ${signature}`];
  });
  return `class { ${members.toSorted().join('; ')} }`;
}

/** Removes comments, which are not part of a signature. */
function withoutComments(node: SgNode): string {
  const start = spanOf(node).start;
  return nodesOf(node, 'comment')
    .map(spanOf)
    .toReversed()
    .reduce(
      (text, span) => text.slice(0, span.start - start) + text.slice(span.end - start),
      node.text(),
    );
}

function flat(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/^: /u, ': ').trim();
}
