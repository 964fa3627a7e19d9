import type { SgNode } from '@ast-grep/napi';

export interface FieldUses {
  readonly read: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
  /** Way the whole value is passed on, after which its uses are unknown; null: it is not. */
  readonly wholeUse: 'returned' | 'handed on' | null;
  /** Set when the value is passed to a permission check, which reads a few of its fields. */
  readonly isChecked: boolean;
}

interface CollectedUses {
  readonly read: Set<string>;
  readonly written: Set<string>;
  wholeUse: FieldUses['wholeUse'];
  isChecked: boolean;
}

/** Permission checks, as libraries name them: CASL, cancan, libraries like Pundit, and Django. */
const PERMISSION_CHECKS =
  /(?:^|\.)(?:authori[sz]e|can|cannot|assertCan|ensureCan|throwUnlessCan|checkPermissions?|check_permissions?|check_object_permissions|has_perm|has_object_permission|hasPermission)$/u;

const ELEMENT_METHODS = /^(?:map|forEach|filter|find|some|every|flatMap|sort)$/u;
/** Nodes in which a value is only tested for presence. */
const PRESENCE_TESTS: ReadonlySet<unknown> = new Set([
  'comparison_operator',
  'not_operator',
  'if_statement',
  'assert_statement',
  'unary_expression',
  'parenthesized_expression',
  'while_statement',
  'elif_clause',
]);

/** Returns the uses of a name in a function, or a part of it, after the place of its assignment. */
export function findFieldUses(scope: SgNode, name: string, after: number): FieldUses {
  const fields = { read: new Set<string>(), written: new Set<string>() };
  const uses: CollectedUses = { ...fields, wholeUse: null, isChecked: false };
  collectUses(scope, name, after, uses);
  return uses;
}

function collectUses(scope: SgNode, name: string, after: number, into: CollectedUses): void {
  const isPython = scope.getRoot().root().kind() === 'module';
  const kinds = isPython ? ['identifier'] : ['identifier', 'shorthand_property_identifier'];
  const regex = `^${name.replaceAll('$', '\\$')}$`;
  for (const node of scope.findAll({ rule: { any: kinds.map((kind) => ({ kind, regex })) } })) {
    const parent = node.parent();
    if (node.range().start.index < after || parent === null) continue;
    if (isOnlyName(node, parent)) continue;
    if (parent.field('object')?.id() === node.id()) collectFromMember(parent, into);
    else if (parent.field('right')?.id() === node.id() && isLoop(parent))
      collectFromLoop(parent, into);
    else if (parent.kind() === 'variable_declarator') collectFromDeclarator(parent, into);
    else if (isPermissionCheck(parent)) into.isChecked = true;
    else if (!isTestedForPresence(node, parent)) into.wholeUse ??= classifyWholeUse(parent);
  }
}

function isPermissionCheck(list: SgNode): boolean {
  if (list.kind() !== 'arguments' && list.kind() !== 'argument_list') return false;
  return PERMISSION_CHECKS.test(list.parent()?.field('function')?.text() ?? '');
}

/** Names of arguments and of members of others. */
function isOnlyName(node: SgNode, parent: SgNode): boolean {
  const kind = parent.kind();
  if (kind === 'keyword_argument') return parent.field('name')?.id() === node.id();
  if (kind === 'attribute') return parent.field('attribute')?.id() === node.id();
  // The target of a loop is assigned, not used.
  if (isLoop(parent)) return parent.field('left')?.id() === node.id();
  return ['parameters', 'formal_parameters', 'required_parameter'].includes(String(kind));
}

function collectFromMember(member: SgNode, into: CollectedUses): void {
  const field = (member.field('attribute') ?? member.field('property'))?.text() ?? '';
  const above = member.parent();
  if (above?.field('function')?.id() === member.id()) {
    const callback = above.field('arguments')?.child(1) ?? null;
    const element = callback?.field('parameter') ?? callback?.field('parameters')?.child(1) ?? null;
    const body = callback?.field('body') ?? null;
    if (!ELEMENT_METHODS.test(field) || element === null || body === null) {
      into.wholeUse ??= 'handed on';
      return;
    }
    collectFromElement(element, body, into);
    if (field === 'filter' || field === 'find' || field === 'sort') into.wholeUse ??= 'handed on';
  } else if (isAssigned(member, above)) into.written.add(field);
  else if (field !== 'length') into.read.add(field);
}

/** True for assignment targets, as in `job.state = 'done'`; comparisons also have a left side. */
function isAssigned(member: SgNode, above: SgNode | null): boolean {
  return /assignment/u.test(String(above?.kind())) && above?.field('left')?.id() === member.id();
}

function isLoop(node: SgNode): boolean {
  return ['for_statement', 'for_in_clause', 'for_in_statement'].includes(String(node.kind()));
}

function collectFromLoop(loop: SgNode, into: CollectedUses): void {
  const element = loop.field('left');
  const body = loop.kind() === 'for_in_clause' ? loop.parent() : loop.field('body');
  if (element === null || body === null) into.wholeUse ??= 'handed on';
  else collectFromElement(element, body, into);
}

function collectFromElement(element: SgNode, body: SgNode, into: CollectedUses): void {
  const pattern = element.text().trim();
  const name = /^(?:(?:const|let|var)\s+)?(\w+)(?:\s*:\s*[\w.<>[\]]+)?$/u.exec(pattern)?.[1];
  if (name !== undefined) collectUses(body, name, 0, into);
  else if (pattern.startsWith('{')) addPatternFields(pattern, into);
  else into.wholeUse ??= 'handed on';
}

/** `const { id, name } = job` */
function collectFromDeclarator(declarator: SgNode, into: CollectedUses): void {
  const pattern = declarator.field('name');
  if (pattern?.kind() === 'object_pattern') addPatternFields(pattern.text(), into);
  else into.wholeUse ??= 'handed on';
}

function addPatternFields(pattern: string, into: CollectedUses): void {
  if (pattern.includes('...')) into.wholeUse ??= 'handed on';
  for (const [, name = ''] of pattern.matchAll(/[{,]\s*(\w+)/gu)) into.read.add(name);
}

function isTestedForPresence(node: SgNode, parent: SgNode): boolean {
  const kind = parent.kind();
  if (PRESENCE_TESTS.has(kind)) return true;
  // `a if job else b`, `job and job.state`
  if (kind === 'conditional_expression') return parent.child(2)?.id() === node.id();
  const isFirst = parent.child(0)?.id() === node.id();
  if (kind === 'boolean_operator') return isFirst && parent.child(1)?.text() === 'and';
  if (kind === 'ternary_expression') return isFirst;
  return kind === 'binary_expression' && /[!=]==?\s*(?:null|undefined)$/u.test(parent.text());
}

function classifyWholeUse(parent: SgNode): FieldUses['wholeUse'] {
  return parent.kind() === 'return_statement' ? 'returned' : 'handed on';
}
