import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  bare,
  FUNCTION_KINDS,
  functionAround,
  isInside,
  isPrivate,
  isWholeBody,
  kindOf,
  LOOP_KINDS,
  type MethodCall,
  spanOf,
  wrapped,
} from '../../../analysis/index.ts';
import type { AnalysisContext, CodemodEdit } from '../codemod.ts';
import { insertText, readIndentation } from '../syntax/codemod-edits.ts';
import { isReadOnlyUse } from '../syntax/is-read-only-list-use.ts';

/** Named list that is searched repeatedly. */
export interface SearchedList {
  readonly binding: Binding;
  /** The function that has it; null: the module. */
  readonly owner: SgNode | null;
}

/** Returns a method's list if it is a name never reassigned and repeatedly searched. */
export function findSearchedList(
  { receiver, call }: MethodCall,
  scene: AnalysisContext,
): SearchedList | null {
  const name = bare(receiver);
  const binding = kindOf(name) === 'identifier' ? scene.bindings.of(name) : null;
  if (binding === null || binding.writes.length > 0) return null;
  if (!/^(?:const|let|var|parameter)$/u.test(binding.kind)) return null;
  const type = scene.types.of(name);
  if (type !== null && type.kind !== 'array') return null;
  const owner = ownerOf(binding);
  // A module-level list that is not initially empty is mostly a short list of constants.
  if (owner === null && !/^\[\s*\]$/u.test(binding.declaration.field('value')?.text() ?? '')) {
    return null;
  }
  return isRepeated(call, binding) ? { binding, owner } : null;
}

function ownerOf({ kind, node, declaration }: Binding): SgNode | null {
  if (kind !== 'parameter') return functionAround(declaration);
  return node.ancestors().find((ancestor) => FUNCTION_KINDS.has(kindOf(ancestor))) ?? null;
}

/** True if a call stands in a loop or a function that the list is declared outside of. */
function isRepeated(call: SgNode, { node }: Binding): boolean {
  let inner = call;
  for (const ancestor of call.ancestors()) {
    if (isInside(spanOf(node), spanOf(ancestor))) return false;
    const isBody = ['body', 'condition', 'increment'].some(
      (name) => ancestor.field(name)?.id() === inner.id(),
    );
    if (FUNCTION_KINDS.has(kindOf(ancestor)) || (LOOP_KINDS.has(kindOf(ancestor)) && isBody))
      return true;
    inner = ancestor;
  }
  return false;
}

/** True if the file changes a list only by appending to it. */
export function isAppendOnly({ references }: Binding, scene: AnalysisContext): boolean {
  return references.every((reference) => isHarmless(reference, scene) || isPush(reference));
}

/** True if a list is an array literal that does not leave the file and only grows there. */
export function isPrivateList({ binding }: SearchedList, scene: AnalysisContext): boolean {
  const { kind, declaration, isPart, references } = binding;
  const value = declaration.field('value');
  if (kind === 'parameter' || isPart || value === null || kindOf(bare(value)) !== 'array')
    return false;
  const isPlain = !/\[\s*,|,\s*,|\.\.\./u.test(value.text());
  return (
    isPlain &&
    isPrivate(binding, scene.bindings) &&
    references.every((reference) => isReadOnlyUse(reference, scene) || isPush(reference))
  );
}

/** True where the list is only read or passed on; receivers are assumed only to read it. */
function isHarmless(use: SgNode, scene: AnalysisContext): boolean {
  if (isReadOnlyUse(use, scene)) return true;
  const parent = wrapped(use).parent();
  if (parent === null) return false;
  if (/^(?:arguments|return_statement|pair|arrow_function|array)$/u.test(kindOf(parent)))
    return true;
  const isShort = kindOf(parent) === 'object' || kindOf(parent) === 'variable_declarator';
  if (isShort || /^(?:binary|unary|ternary)_expression$/u.test(kindOf(parent))) return true;
  if (/assignment_expression$/u.test(kindOf(parent)))
    return parent.field('right')?.id() === use.id();
  return kindOf(parent) === 'member_expression' && isVisit(parent);
}

/** Methods that visit each element, with any function. */
const VISITS =
  /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap|reduce|reduceRight|flat)$/u;

function isVisit(member: SgNode): boolean {
  const call = member.parent();
  const isCalled = call !== null && call.field('function')?.id() === member.id();
  return isCalled && VISITS.test(member.field('property')?.text() ?? '');
}

function isPush(use: SgNode): boolean {
  const member = use.parent();
  const call = member?.parent() ?? null;
  return (
    member?.field('property')?.text() === 'push' &&
    call !== null &&
    call.field('function')?.id() === member.id()
  );
}

/**
 * Inserts a declaration right after a list: after the statement that declares it, or at the start
 * of the function whose parameter it is. null if there is no such position.
 */
export function declareAfterList(
  { binding, owner }: SearchedList,
  declaration: string,
  scene: AnalysisContext,
): CodemodEdit | null {
  if (binding.kind === 'parameter') return declareFirst(owner, declaration, scene);
  const statement = binding.declaration.parent();
  const block = statement?.parent();
  if (statement == null || block == null) return null;
  if (!/^(?:lexical|variable)_declaration$/u.test(kindOf(statement))) return null;
  if (!/^(?:statement_block|program)$/u.test(kindOf(block))) return null;
  if (binding.kind === 'var' && !isWholeBody(block) && !isUsedBehind(binding, statement, block))
    return null;
  return insertText(
    spanOf(statement).end,
    `\n${readIndentation(scene.source, statement)}${declaration}`,
  );
}

/**
 * True if all uses follow the statement in its block, since a `var` of a block is visible elsewhere
 * before its statement ran.
 */
function isUsedBehind({ references }: Binding, statement: SgNode, block: SgNode): boolean {
  const behind = { start: spanOf(statement).end, end: spanOf(block).end };
  const around = functionAround(statement)?.id();
  return references.every(
    (reference) =>
      isInside(spanOf(reference), behind) && functionAround(reference)?.id() === around,
  );
}

function declareFirst(
  owner: SgNode | null,
  declaration: string,
  { source }: AnalysisContext,
): CodemodEdit | null {
  const body = owner?.field('body');
  if (owner === null || body == null || kindOf(body) !== 'statement_block') return null;
  const statements = body.namedChildren();
  const [first] = statements.filter((statement) => kindOf(statement) !== 'comment');
  if (first === undefined) return null;
  const directive = statements.findLast(
    (statement) =>
      kindOf(statement) === 'expression_statement' &&
      kindOf(statement.child(0) ?? statement) === 'string',
  );
  const isOneLine = first.range().start.line === body.range().start.line;
  const before = isOneLine ? ' ' : `\n${readIndentation(source, first)}`;
  return insertText(
    spanOf(directive ?? body).start + (directive?.text().length ?? 1),
    `${before}${declaration}`,
  );
}

/** `in` and `nodes` to `inNodes`. */
export function capitalize(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Returns the name of a function for use in a sentence. */
export function describeOwner(owner: SgNode | null): string {
  const holder = owner?.parent();
  const named = owner?.field('name') ?? holder?.field('name') ?? holder?.field('key');
  const name = named?.text();
  return name === undefined ? 'the enclosing function' : `\`${name}\``;
}
