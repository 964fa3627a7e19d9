import { Lang, parse, type SgNode } from '@ast-grep/napi';
import { kindOf, nodesOf } from './nodes.ts';

/** A tag that names something and its type: `@param {string[]} names - …`. */
interface Tag {
  readonly word: string;
  readonly type: string;
  /** With the names of what it is in: `options.names`. */
  readonly name: string;
  readonly isOptional: boolean;
}

/** The type that JSDoc gives a parameter of a function, by its name, or else by its place. */
export function documentedParameter(
  owner: SgNode,
  { name, place }: { readonly name: string | null; readonly place: number },
): SgNode | null {
  const tags = tagsBefore(owner).filter(({ word }) => word === 'param');
  const whole = tags.filter((one) => !one.name.includes('.'));
  const own = name === null ? whole[place] : whole.find((one) => one.name === name);
  if (own === undefined || own.isOptional) return null;
  const fields = tags.filter((one) => one.name.startsWith(`${own.name}.`));
  return fields.length === 0
    ? typeNode(own.type)
    : typeNode(objectText(fields.map((one) => ({ ...one, name: afterDot(one.name) }))));
}

/** The type that JSDoc gives a variable. */
export function documentedVariable(declarator: SgNode): SgNode | null {
  const tag = tagsBefore(declarator).find(({ word }) => word === 'type');
  return tag === undefined ? null : typeNode(tag.type);
}

/** What a `@typedef` of the file says; null: there is none of this name, or more than one. */
export function documentedType(root: SgNode, name: string): SgNode | null {
  const found = nodesOf(root, 'comment').flatMap((comment) => {
    const tags = tagsOf(comment.text());
    const own = tags.find((one) => one.word === 'typedef' && one.name === name);
    if (own === undefined) return [];
    const fields = tags.filter(({ word }) => word === 'property' || word === 'prop');
    return [fields.length === 0 ? own.type : objectText(fields)];
  });
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? null : typeNode(only);
}

/** Where a function's or a variable's comment stands: in front of the statement that it is all of. */
function tagsBefore(node: SgNode): readonly Tag[] {
  let top = node;
  for (let above = top.parent(); above !== null && isAllOf(above, top); above = top.parent()) {
    top = above;
  }
  const comment = top.prev();
  return comment !== null && kindOf(comment) === 'comment' ? tagsOf(comment.text()) : [];
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

const TAG = /@(?<word>param|arg|argument|type|typedef|property|prop)\s*\{/gu;

function tagsOf(comment: string): readonly Tag[] {
  if (!comment.startsWith('/**')) return [];
  return [...comment.matchAll(TAG)].flatMap((match) => {
    const from = match.index + match[0].length;
    const end = closingBrace(comment, from);
    if (end === -1) return [];
    const said = comment
      .slice(from, end)
      .replace(/\n\s*\*/gu, ' ')
      .trim();
    const [, bracket = '', name = ''] = /^\s*(\[?)\s*([\w$.]*)/u.exec(comment.slice(end + 1)) ?? [];
    const word = match.groups?.word ?? '';
    return [
      {
        word: word.startsWith('arg') ? 'param' : word,
        type: said.replace(/=$/u, ''),
        name,
        isOptional: bracket !== '' || said.endsWith('='),
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

/** Fields of fields are part of those they stand in, of which less is said then. */
function objectText(fields: readonly Tag[]): string {
  const own = fields.filter(({ name }) => /^[\w$]+$/u.test(name));
  const parts = own.map(({ name, type, isOptional }) => {
    const isNested = fields.some((one) => one.name.startsWith(`${name}.`));
    return `${name}${isOptional ? '?' : ''}: ${isNested ? 'unknown' : (plain(type) ?? 'unknown')}`;
  });
  return `{ ${parts.join('; ')} }`;
}

function afterDot(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

const WORDS: Readonly<Record<string, string>> = {
  String: 'string',
  Number: 'number',
  Boolean: 'boolean',
  array: 'Array<any>',
};

/** A type of JSDoc in the words of TypeScript; null: it may be nothing, or cannot be said. */
function plain(type: string): string | null {
  const own = type.replace(/^!|!$/gu, '');
  if (own === '' || /^\?|\?$|^\*$/u.test(own)) return null;
  const bare = own.startsWith('...') ? `(${own.slice(3)})[]` : own;
  return bare
    .replace(/\.</gu, '<')
    .replace(/\b(?:String|Number|Boolean|array)\b(?!['"./])/gu, (word) => WORDS[word] ?? word)
    .replace(/\b(Array|Set|Map)\b(?!\s*<|['"./])/gu, '$1<any>');
}

function typeNode(type: string): SgNode | null {
  const text = plain(type);
  if (text === null) return null;
  const root = parse(Lang.TypeScript, `let value: ${text};`).root();
  if (nodesOf(root, 'ERROR').length > 0) return null;
  return nodesOf(root, 'variable_declarator')[0]?.field('type') ?? null;
}
