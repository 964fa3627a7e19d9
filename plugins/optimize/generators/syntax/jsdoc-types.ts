import { Lang, parse, type SgNode } from '@ast-grep/napi';
import { kindOf, nodesOf } from '../../../analysis/index.ts';

/** A tag with a type: `@param {string[]} [names] - …`. */
interface Tag {
  readonly word: string;
  readonly type: string;
  /** Name with its parents: `options.names`. */
  readonly name: string;
  readonly isOptional: boolean;
}

/** Parameter whose JSDoc tag is looked up. */
export interface JsdocParameter {
  /** null for a destructured parameter, whose tag is found by position. */
  readonly name: string | null;
  /** From 0. */
  readonly place: number;
  readonly isRest: boolean;
  /** Texts of all parameters of the function, in their order. */
  readonly others: readonly string[];
}

/** Returns the JSDoc type of a function parameter; null if there is none, or it is optional. */
export function readParameterType(
  owner: SgNode,
  { name, place, isRest, others }: JsdocParameter,
): SgNode | null {
  const tags = tagsBefore(owner).filter(({ word }) => word === 'param');
  const whole = tags.filter((tag) => !tag.name.includes('.'));
  const atPlace = whole[place];
  const isAtPlace =
    whole.length === others.length && atPlace !== undefined && !others.includes(atPlace.name);
  const found =
    name === null ? (isAtPlace ? [atPlace] : []) : whole.filter((tag) => tag.name === name);
  const [own, ...again] = found;
  if (own === undefined || own.isOptional || again.length > 0) return null;
  if (isRest !== own.type.startsWith('...')) return null;
  const fields = tags
    .filter((tag) => tag.name.startsWith(`${own.name}.`))
    .map((tag) => ({ ...tag, name: tag.name.slice(own.name.length + 1) }));
  return typeNode(withFields(own.type, fields));
}

/** Returns the JSDoc type of a variable. */
export function readVariableType(declarator: SgNode): SgNode | null {
  const [tag, ...again] = tagsBefore(declarator).filter(({ word }) => word === 'type');
  return tag === undefined || tag.isOptional || again.length > 0 ? null : typeNode(tag.type);
}

const typesOf = new WeakMap<SgNode, ReadonlyMap<string, string | null>>();

/** Returns the type of a `@typedef` in the file; null if the name has none, or more than one. */
export function readTypedef(root: SgNode, name: string): SgNode | null {
  const type = definitions(root).get(name) ?? null;
  return type === null ? null : typeNode(type);
}

/** True if JSDoc of the file defines this name: a type, or a type parameter. */
export function isJsdocTypeName(root: SgNode, name: string): boolean {
  return definitions(root).has(name);
}

/** Returns typedefs by name; null for names whose type is unknown. */
function definitions(root: SgNode): ReadonlyMap<string, string | null> {
  const before = typesOf.get(root);
  if (before !== undefined) return before;
  const found = new Map<string, string | null>();
  for (const comment of nodesOf(root, 'comment')) {
    const text = comment.text();
    for (const name of templatesOf(text)) found.set(name, null);
    const tags = tagsOf(text);
    for (const [index, tag] of tags.entries()) {
      if (tag.word !== 'typedef') continue;
      const rest = tags.slice(index + 1);
      const next = rest.findIndex(({ word }) => word === 'typedef');
      const own = rest.slice(0, next === -1 ? undefined : next);
      const fields = own.filter(({ word }) => word === 'property');
      const type = tag.isOptional ? null : withFields(tag.type, fields);
      found.set(tag.name, found.has(tag.name) ? null : type);
    }
  }
  typesOf.set(root, found);
  return found;
}

function templatesOf(comment: string): readonly string[] {
  return linesOf(comment).flatMap((line) => {
    const [, names = ''] = /^@template\s+(?:\{[^}]*\}\s*)?([\w$,\s]+)/u.exec(line) ?? [];
    return names.split(/[,\s]+/u).filter((name) => name !== '');
  });
}

/** Tags of comments that do not describe the code that follows. */
const OF_SOMETHING_ELSE = /@(?:overload|callback|typedef)\b/u;

/** Returns the tags of a function's or variable's comment, which precedes its whole statement. */
function tagsBefore(node: SgNode): readonly Tag[] {
  let top = node;
  for (let above = top.parent(); above !== null && isAllOf(above, top); above = top.parent()) {
    top = above;
  }
  const comment = top.prev();
  if (comment === null || kindOf(comment) !== 'comment') return [];
  const text = comment.text();
  // A comment after other code on its line belongs to that code.
  const before = comment.prev();
  const isBehind =
    before !== null && before.range().end.line === comment.range().start.line && before.isNamed();
  return isBehind || OF_SOMETHING_ELSE.test(text) ? [] : tagsOf(text);
}

function isAllOf(above: SgNode, node: SgNode): boolean {
  const kind = kindOf(above);
  if (kind === 'assignment_expression') return above.field('right')?.id() === node.id();
  if (kind === 'pair') return above.field('value')?.id() === node.id();
  if (/^(?:lexical|variable)_declaration$/u.test(kind)) {
    return nodesOf(above, 'variable_declarator')[0]?.id() === node.id();
  }
  return /^(?:variable_declarator|expression_statement|export_statement)$/u.test(kind);
}

/** Returns a JSDoc comment's lines without stars, each tag joined with its continuation. */
function linesOf(comment: string): readonly string[] {
  if (!comment.startsWith('/**')) return [];
  const lines = comment
    .replace(/^\/\*\*|\*\/$/gu, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s*/u, ''));
  const blocks: string[] = [];
  for (const line of lines) {
    if (line.startsWith('@') || blocks.length === 0) blocks.push(line);
    else blocks.push(`${blocks.pop()} ${line}`);
  }
  return blocks;
}

const TAG = /^@(?<word>param|arg|argument|type|typedef|property|prop)\s*\{/u;
const WORDS: Readonly<Record<string, string>> = {
  arg: 'param',
  argument: 'param',
  prop: 'property',
};
const NAME =
  /^\s*(?<bracket>\[?)\s*(?<name>[\p{ID_Continue}$]+(?:\.[\p{ID_Continue}$]+)*)(?=[\s\]=]|$)/u;

function tagsOf(comment: string): readonly Tag[] {
  return linesOf(comment).flatMap((line) => {
    const match = TAG.exec(line);
    const end = match === null ? -1 : closingBrace(line, match[0].length);
    if (match === null || end === -1) return [];
    const word = match.groups?.word ?? '';
    const said = line.slice(match[0].length, end).trim();
    const named = NAME.exec(line.slice(end + 1))?.groups;
    // `items[].sku` and the like describe a nested part, which is not supported.
    if (named === undefined && word !== 'type') return [];
    return [
      {
        word: WORDS[word] ?? word,
        type: said.replace(/=$/u, ''),
        name: named?.name ?? '',
        isOptional: named?.bracket === '[' || said.endsWith('='),
      },
    ];
  });
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    if (text[index] === '}') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

/** Builds an object type from property tags; any other type is returned unchanged. */
function withFields(type: string, fields: readonly Tag[]): string {
  if (fields.length === 0 || !/^!?object$/iu.test(type)) return type;
  const own = fields.filter((field) => !field.name.includes('.'));
  const parts = own.map(({ name, type: of, isOptional }) => {
    const isOnly = own.filter((field) => field.name === name).length === 1;
    const isNested = fields.some((field) => field.name.startsWith(`${name}.`));
    const said = isOnly && !isNested ? plain(of) : null;
    return `${name}${isOptional ? '?' : ''}: ${said ?? 'unknown'}`;
  });
  return `{ ${parts.join('; ')} }`;
}

const PLAIN_WORDS: Readonly<Record<string, string>> = {
  String: 'string',
  Number: 'number',
  Boolean: 'boolean',
  array: 'Array<any>',
};

/** Converts a JSDoc type to TypeScript; null if it is nullable or cannot be expressed. */
function plain(type: string): string | null {
  const own = type.replace(/^!|!$/gu, '');
  if (own === '' || /^\?|\?$|^\*$/u.test(own)) return null;
  const whole = own.startsWith('...') ? `(${own.slice(3)})[]` : own;
  return whole
    .replace(/\*/gu, 'any')
    .replace(/\.</gu, '<')
    .replace(/\b(?:String|Number|Boolean|array)\b(?!['"./])/gu, (word) => PLAIN_WORDS[word] ?? word)
    .replace(/\b(Array|Set|Map)\b(?!\s*<|['"./])/gu, '$1<any>');
}

function typeNode(type: string): SgNode | null {
  const text = plain(type);
  if (text === null) return null;
  const root = parse(Lang.TypeScript, `let value: ${text};`).root();
  const [only, ...others] = nodesOf(root, 'variable_declarator');
  const annotation = only?.field('type') ?? null;
  const isWhole = root.namedChildren().length === 1 && annotation?.text() === `: ${text}`;
  return isWhole && others.length === 0 && nodesOf(root, 'ERROR').length === 0 ? annotation : null;
}
