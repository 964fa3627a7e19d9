import type { SgNode } from '@ast-grep/napi';
import { around, type Language, type Loop, namesIn } from '../../../../analysis/index.ts';

const HANDLERS: ReadonlySet<unknown> = new Set(['except_clause', 'catch_clause']);
const SAME: ReadonlySet<string> = new Set(['==', '!=', '===', '!==', 'in']);
const ABSENT: ReadonlySet<string> = new Set(['None', 'null', 'undefined']);
const LEAVES: ReadonlySet<unknown> = new Set(['return_statement', 'continue_statement']);

/** True if a node is in an error handler, which only failing elements reach. */
export function isInErrorHandler(node: SgNode, within: SgNode | null = null): boolean {
  return upTo(node, within).some((ancestor) => HANDLERS.has(ancestor.kind()));
}

/**
 * Returns a condition that few elements are expected to meet: a change, a membership test, or
 * several comparisons. A single comparison (`if row.kind == 'old'`) may hold for most elements.
 * Returns null if there is none.
 */
export function findNarrowCondition(node: SgNode, loop: Loop): string | null {
  const conditions: SgNode[] = [];
  let inner = node;
  for (const outer of upTo(node, loop.body)) {
    const condition = outer.kind() === 'if_statement' ? outer.field('condition') : null;
    const isTaken = outer.field('consequence')?.id() === inner.id();
    if (isTaken && condition !== null) conditions.push(condition);
    inner = outer;
  }
  const compared = conditions.flatMap(comparisonsIn);
  const [first] = conditions.filter((condition) => comparisonsIn(condition).length > 0);
  if (first === undefined || (compared.length < 2 && !compared.some(isNarrow))) return null;
  const text = first.text().replace(/\s+/gu, ' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * True if a function reaches a node only when a lookup found nothing: after `if found: return
 * found`, under `if not found`, or in its `else`.
 */
export function isAfterFailedLookup(node: SgNode, language: Language): boolean {
  let inner = node;
  for (const outer of around(node)) {
    if (isGivenBackBefore(inner, language)) return true;
    const condition = outer.kind() === 'if_statement' ? outer.field('condition') : null;
    const isTaken = outer.field('consequence')?.id() === inner.id();
    const isOther =
      outer.field('alternative')?.id() === inner.id() || inner.kind() === 'else_clause';
    if (condition !== null && isTaken && isMadeOfLookUp(condition, wantedNot(condition), node)) {
      return true;
    }
    if (condition !== null && isOther && isMadeOfLookUp(condition, wanted(condition), node)) {
      return true;
    }
    inner = outer;
  }
  return false;
}

/** `if found: return found`, before a statement in its block. */
function isGivenBackBefore(statement: SgNode, language: Language): boolean {
  return statement.prevAll().some((sibling) => {
    if (sibling.kind() !== 'if_statement') return false;
    const condition = sibling.field('condition');
    const name = condition === null ? null : wanted(condition);
    const left = sibling.field('consequence');
    const leaves = left?.children().find((inside) => LEAVES.has(inside.kind())) ?? null;
    const back = leaves ?? (left !== null && LEAVES.has(left.kind()) ? left : null);
    if (name === null || back === null) return false;
    if (!namesIn(back, language).has(name) && back.kind() === 'return_statement') return false;
    return condition !== null && isMadeOfLookUp(condition, name, statement);
  });
}

/** True if the name is assigned from a lookup in the enclosing function. */
function isMadeOfLookUp(condition: SgNode, name: string | null, place: SgNode): boolean {
  if (name === null) return false;
  const isPython = condition.getRoot().root().kind() === 'module';
  const [kind, field, of] = isPython
    ? (['assignment', 'left', 'right'] as const)
    : (['variable_declarator', 'name', 'value'] as const);
  const scope = around(place).reduce<SgNode | null>((_, ancestor) => ancestor, null);
  const given = (scope?.findAll({ rule: { kind } }) ?? []).filter(
    (declaration) =>
      declaration.field(field)?.text() === name &&
      declaration.range().start.index < condition.range().start.index,
  );
  return given.some((declaration) =>
    /^(?:await|await_expression|call|call_expression)$/u.test(
      String(declaration.field(of)?.kind()),
    ),
  );
}

/** Returns the name that a condition requires: `found`, `found is not None`, `found !== null`. */
function wanted(condition: SgNode): string | null {
  const bare = unwrapped(condition);
  if (bare.kind() === 'identifier') return bare.text();
  return comparedToNothing(bare, /^(?:is not|!==?)$/u);
}

/** Returns the name a condition requires missing: `not found`, `found is None`, `!found`. */
function wantedNot(condition: SgNode): string | null {
  const bare = unwrapped(condition);
  if (bare.kind() === 'not_operator' || bare.kind() === 'unary_expression') {
    const inside = bare.field('argument');
    return inside?.kind() === 'identifier' && /^(?:not\b|!)/u.test(bare.text())
      ? inside.text()
      : null;
  }
  return comparedToNothing(bare, /^(?:is|===?)$/u);
}

function comparedToNothing(bare: SgNode, operator: RegExp): string | null {
  const parts = bare.children().map((child) => child.text());
  const [name, ...rest] = parts;
  const last = rest.pop() ?? '';
  const isNamed = bare.child(0)?.kind() === 'identifier';
  return name !== undefined && isNamed && ABSENT.has(last) && operator.test(rest.join(' '))
    ? name
    : null;
}

function unwrapped(node: SgNode): SgNode {
  const inside = node.children().find((child) => child.isNamed());
  return node.kind() === 'parenthesized_expression' && inside !== undefined
    ? unwrapped(inside)
    : node;
}

/** Lists comparisons by equality or membership, without tests for a missing value. */
function comparisonsIn(condition: SgNode): readonly SgNode[] {
  const isPython = condition.getRoot().root().kind() === 'module';
  const kind = isPython ? 'comparison_operator' : 'binary_expression';
  return [condition, ...condition.findAll({ rule: { kind } })].filter(
    (comparison, at, all) =>
      comparison.kind() === kind &&
      all.findIndex((other) => other.id() === comparison.id()) === at &&
      comparison.children().some((part) => !part.isNamed() && SAME.has(part.text())) &&
      !comparison.children().some((part) => ABSENT.has(part.text())),
  );
}

/** `old.role != role`, `row.owner in owners`. */
function isNarrow(comparison: SgNode): boolean {
  const parts = comparison.children();
  const [left, right] = [parts.at(0), parts.at(-1)];
  if (parts.some((part) => !part.isNamed() && part.text() === 'in')) return true;
  const differs = parts.some((part) => !part.isNamed() && part.text().startsWith('!='));
  return differs && [left, right].every((side) => side !== undefined && isMember(side));
}

function isMember(side: SgNode): boolean {
  return ['member_expression', 'attribute', 'identifier'].includes(String(side.kind()));
}

function upTo(node: SgNode, within: SgNode | null): readonly SgNode[] {
  const all = [...around(node)];
  const end = within === null ? -1 : all.findIndex((ancestor) => ancestor.id() === within.id());
  return end === -1 ? all : all.slice(0, end);
}
