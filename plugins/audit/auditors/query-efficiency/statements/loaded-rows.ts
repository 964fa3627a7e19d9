import type { SgNode } from '@ast-grep/napi';
import type { Loop } from '../../../../analysis/index.ts';
import { variableIn } from '../../../look/variables.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { queriesIn } from '../queries/queries-in.ts';

/** What gives rows that a session has loaded. */
const LOADS =
  /\b[A-Z]\w*\.query\b|\.query\(\s*(?:\w+\.)?[A-Z]|\bselect\(|\.scalars\(|\.stream(?:_scalars)?\(|\.(?:all|fetchall)\(\)/u;

/** A call that gives a row that is there: `get_by_id`, `scalar_one_or_none`. */
const GIVES_ROW = /(?:^|\.)(?:get|get_(?!or_create)\w+|find\w*|one|one_or_none|first|scalar\w*)$/u;

/**
 * Whether the row that a turn hands to its session again was loaded: a look-up of the turn gave it, or the turn has it
 * from the list, which is not put together here, and only changes it.
 */
export function isLoadedRow(name: string, node: SgNode, loop: Loop): boolean {
  const given = loop.body
    .findAll({ rule: { any: [{ kind: 'assignment' }, { kind: 'augmented_assignment' }] } })
    .filter((one) => one.range().start.index < node.range().start.index);
  const values = given
    .filter((one) => one.field('left')?.text() === name)
    .map((one) => one.field('right'));
  if (values.length > 0) return values.every((one) => one !== null && isLookUp(one));
  const isChanged = given.some((one) => {
    const left = one.field('left');
    return left?.kind() === 'attribute' && left.field('object')?.text() === name;
  });
  return isChanged && loop.names.includes(name) && !isPutTogether(node, loop);
}

function isLookUp(value: SgNode): boolean {
  const call = value.kind() === 'await' ? value.children().find((one) => one.isNamed()) : value;
  return call?.kind() === 'call' && GIVES_ROW.test(call.field('function')?.text() ?? '');
}

/** The loop goes through new objects that the function itself has put into a list. */
function isPutTogether(node: SgNode, { over }: Loop): boolean {
  if (over.kind() !== 'identifier') return over.kind() === 'list_comprehension';
  const scope = node.ancestors().find((one) => one.kind() === 'function_definition');
  const name = over.text();
  return (scope?.findAll({ rule: { kind: 'assignment' } }) ?? []).some((one) => {
    const kind = String(one.field('right')?.kind());
    return one.field('left')?.text() === name && /^(?:list|tuple|list_comprehension)$/u.test(kind);
  });
}

/** Whether a loop goes through rows that were loaded here, or by a function that it calls for them. */
export function isOverLoadedRows(
  { site }: CallCandidate,
  { over }: Loop,
  audited: AuditedCode,
): boolean {
  const text = over.text();
  const name = /^(?:(?:enumerate|list|sorted|reversed|set)\()?(\w+)\)?$/u.exec(text)?.[1];
  const origin = name === undefined ? null : variableIn(audited, site, name);
  const made = origin === null ? text : `${origin.of}${origin.argumentText}`;
  if (LOADS.test(made)) return true;
  const callee = /^([\w.]+)\(/u.exec(made)?.[1] ?? origin?.of;
  const call = audited.code
    .callsOf(site.function)
    .find((one) => one.call.callee === callee && !one.call.isGuess);
  return (call?.call.targets ?? []).some((target) => queriesIn(audited, target).length > 0);
}
