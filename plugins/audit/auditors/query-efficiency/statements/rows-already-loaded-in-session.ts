import type { SgNode } from '@ast-grep/napi';
import type { Loop } from '../../../../analysis/index.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { listQueries } from '../queries/list-queries-in-function.ts';

/** Expressions that return rows loaded by a session. */
const LOADS =
  /\b[A-Z]\w*\.query\b|\.query\(\s*(?:\w+\.)?[A-Z]|\bselect\(|\.scalars\(|\.stream(?:_scalars)?\(|\.(?:all|fetchall)\(\)/u;

/** Calls that return an existing row: `get_by_id`, `scalar_one_or_none`. */
const GIVES_ROW = /(?:^|\.)(?:get|get_(?!or_create)\w+|find\w*|one|one_or_none|first|scalar\w*)$/u;

/**
 * True if the row that an iteration passes to its session was already loaded: a lookup in the
 * iteration returned it, or it comes from a list not built here and is only changed.
 */
export function isLoadedRow(name: string, node: SgNode, loop: Loop): boolean {
  const given = loop.body
    .findAll({ rule: { any: [{ kind: 'assignment' }, { kind: 'augmented_assignment' }] } })
    .filter((assignment) => assignment.range().start.index < node.range().start.index);
  const values = given
    .filter((assignment) => assignment.field('left')?.text() === name)
    .map((assignment) => assignment.field('right'));
  if (values.length > 0) return values.every((value) => value !== null && isLookUp(value));
  const isChanged = given.some((assignment) => {
    const left = assignment.field('left');
    return left?.kind() === 'attribute' && left.field('object')?.text() === name;
  });
  return isChanged && loop.names.includes(name) && !isPutTogether(node, loop);
}

function isLookUp(value: SgNode): boolean {
  const call = value.kind() === 'await' ? value.children().find((child) => child.isNamed()) : value;
  return call?.kind() === 'call' && GIVES_ROW.test(call.field('function')?.text() ?? '');
}

/** True if the loop iterates over new objects that the function itself put into a list. */
function isPutTogether(node: SgNode, { over }: Loop): boolean {
  if (over.kind() !== 'identifier') return over.kind() === 'list_comprehension';
  const scope = node.ancestors().find((ancestor) => ancestor.kind() === 'function_definition');
  const name = over.text();
  return (scope?.findAll({ rule: { kind: 'assignment' } }) ?? []).some((assignment) => {
    const kind = String(assignment.field('right')?.kind());
    return (
      assignment.field('left')?.text() === name && /^(?:list|tuple|list_comprehension)$/u.test(kind)
    );
  });
}

/** True if a loop goes through rows that were loaded here or by a function called for them. */
export function iteratesLoadedRows(
  { site }: CallCandidate,
  { over }: Loop,
  audited: AuditedCode,
): boolean {
  const text = over.text();
  const name = /^(?:(?:enumerate|list|sorted|reversed|set)\()?(\w+)\)?$/u.exec(text)?.[1];
  const origin = name === undefined ? null : resolveVariable(audited, site, name);
  const made = origin === null ? text : `${origin.of}${origin.argumentText}`;
  if (LOADS.test(made)) return true;
  const callee = /^([\w.]+)\(/u.exec(made)?.[1] ?? origin?.of;
  const call = audited.code
    .callsOf(site.function)
    .find((callSite) => callSite.call.callee === callee && !callSite.call.isGuess);
  return (call?.call.targets ?? []).some((target) => listQueries(audited, target).length > 0);
}
