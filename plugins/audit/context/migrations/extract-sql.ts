import type { SgNode } from '@ast-grep/napi';
import { partsOf } from '../../../analysis/index.ts';
import { joinSqlParts, type SqlText } from '../sql/sql-text-with-source-line-numbers.ts';
import { resolveStringParts } from './resolve-migration-string-literals.ts';

/** Syntax kinds of strings. A grammar accepts only its own kinds. */
const STRINGS = {
  python: ['string', 'concatenated_string', 'binary_operator'],
  script: ['string', 'template_string', 'binary_expression'],
} as const;
/**
 * Cheap test for SQL. Most strings of a migration are column names, and checking the position of
 * each would take minutes in a long migration.
 */
const MAY_BE_SQL =
  /\b(?:create|drop|alter|do|call|trigger|function|(?:pg_)?notify)\b[\s\S]*\s|\s[\s\S]*\b(?:pg_)?notify\b/iu;
/** Functions and members that take a migration back. */
const TAKES_BACK = /^(?:downgrade|down|backwards?|reverse\w*|rollback|revert)$/u;

/** Returns the strings of a migration that run when it is applied, without those that revert it. */
export function extractSql(file: string, root: SgNode): readonly SqlText[] {
  const kinds: readonly string[] = STRINGS[file.endsWith('.py') ? 'python' : 'script'];
  const strings = root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } });
  const heldBy = (name: string): SgNode | null => heldAtTop(root, name);
  return strings
    .filter((node) => MAY_BE_SQL.test(node.text()))
    .filter((node) => !isPartOf(node, kinds) && !isDocstring(node) && !isTakenBack(root, node))
    .flatMap((node) => {
      const pieces = resolveStringParts(node, heldBy);
      return pieces === null ? [] : [joinSqlParts(file, pieces)];
    });
}

/** True for a part of a longer string, which is read with that string. */
function isPartOf(node: SgNode, kinds: readonly string[]): boolean {
  for (let at = node.parent(); at !== null; at = at.parent()) {
    if (kinds.includes(String(at.kind()))) return true;
    if (!['parenthesized_expression', 'interpolation'].includes(String(at.kind()))) return false;
  }
  return false;
}

function isDocstring(node: SgNode): boolean {
  return node.parent()?.kind() === 'expression_statement';
}

function isTakenBack(root: SgNode, node: SgNode): boolean {
  for (let [inside, at] = [node, node.parent()]; at !== null; [inside, at] = [at, at.parent()]) {
    if (TAKES_BACK.test(nameOf(at)) || isReverseSql(at, inside)) return true;
    const isConstant = at.parent()?.kind() === 'module' || at.parent()?.kind() === 'program';
    if (isConstant) return isUsedToTakeBack(root, at);
  }
  return false;
}

/** Returns the name of a function, a member or a keyword. */
function nameOf(node: SgNode): string {
  const name = node.field('name') ?? node.field('key') ?? node.field('left');
  const text = name?.text() ?? '';
  return text.startsWith('exports.') || text.startsWith('module.exports.')
    ? text.slice(text.lastIndexOf('.') + 1)
    : text;
}

/** `RunSQL(sql, reverse_sql)` of Django. */
function isReverseSql(node: SgNode, inside: SgNode): boolean {
  if (node.kind() !== 'argument_list') return false;
  const callee = node.parent()?.field('function')?.text() ?? '';
  const places = partsOf(node);
  return (
    /(?:^|\.)RunSQL$/u.test(callee) &&
    places[1]?.id() === inside.id() &&
    inside.kind() !== 'keyword_argument'
  );
}

/** True for a string at module level that only reverting code uses. */
function isUsedToTakeBack(root: SgNode, statement: SgNode): boolean {
  const assignment = statement.kind() === 'expression_statement' ? statement.child(0) : null;
  const declared = statement.find({ rule: { kind: 'identifier' } });
  const name = assignment?.field('left')?.text() ?? declared?.text();
  if (name === undefined) return false;
  const { start, end } = statement.range();
  const uses = root.findAll({ rule: { kind: 'identifier' } }).filter((identifier) => {
    const at = identifier.range().start.index;
    return identifier.text() === name && (at < start.index || at >= end.index);
  });
  return uses.length > 0 && uses.every(isInTakingBack);
}

function isInTakingBack(node: SgNode): boolean {
  for (let [inside, at] = [node, node.parent()]; at !== null; [inside, at] = [at, at.parent()]) {
    if (TAKES_BACK.test(nameOf(at)) || isReverseSql(at, inside)) return true;
  }
  return false;
}

/** A constant at the top, set once. */
function heldAtTop(root: SgNode, name: string): SgNode | null {
  const held = root.children().flatMap((statement): readonly SgNode[] => {
    if (statement.kind() === 'expression_statement') {
      const assignment = statement.child(0);
      const isMeant = assignment?.field('left')?.text() === name;
      const right = isMeant ? assignment?.field('right') : null;
      return right === null || right === undefined ? [] : [right];
    }
    return statement.children().flatMap((child) => {
      const isMeant =
        child.kind() === 'variable_declarator' && child.field('name')?.text() === name;
      const value = isMeant ? child.field('value') : null;
      return value === null ? [] : [value];
    });
  });
  return held.length === 1 ? (held[0] ?? null) : null;
}
