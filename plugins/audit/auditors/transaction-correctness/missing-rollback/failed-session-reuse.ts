import type { SgNode } from '@ast-grep/napi';
import { around, type CallSite } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import { catchesDatabaseErrors } from './caught-exceptions.ts';

/** Code that leaves a function or ends a failed transaction. */
const LEAVES = /\b(?:raise|return|rollback|close|remove|exit|abort|set_rollback)\b/u;
const LOOPS: ReadonlySet<unknown> = new Set(['for_statement', 'while_statement']);

/**
 * True if an `except` around a commit keeps using the session after the commit failed, in the next
 * iteration of a loop or further down. If the error leaves the function, whoever closes the session
 * rolls it back.
 */
export function reusesFailedSession(
  audited: AuditedCode,
  site: CallSite,
  receiver: string,
): boolean {
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  if (node === null) return false;
  const outer = [...around(node)];
  const tried = outer.find((ancestor) => {
    const body = ancestor.kind() === 'try_statement' ? ancestor.field('body')?.range() : undefined;
    return (
      body !== undefined && body.start.index <= site.raw.start && site.raw.end <= body.end.index
    );
  });
  const goes = tried
    ?.children()
    .some(
      (child) =>
        child.kind() === 'except_clause' &&
        catchesDatabaseErrors(child) &&
        !LEAVES.test(child.text()),
    );
  if (tried === undefined || goes !== true) return false;
  const before = outer.slice(0, outer.indexOf(tried));
  if (before.some((ancestor) => ancestor.kind() === 'with_statement' && opens(ancestor, receiver)))
    return false;
  // A session opened in each iteration is closed by that iteration.
  const within = outer.slice(outer.indexOf(tried));
  const turn = within.findIndex((ancestor) => LOOPS.has(ancestor.kind()));
  const opened = within.findIndex(
    (ancestor) => ancestor.kind() === 'with_statement' && opens(ancestor, receiver),
  );
  if (turn !== -1 && (opened === -1 || turn < opened)) return true;
  const { end } = tried.range();
  return audited.code
    .callsOf(site.function)
    .some(
      ({ raw }) => raw.start >= end.index && `${raw.callee} ${raw.argumentText}`.includes(receiver),
    );
}

/** `with make_session() as session:` */
function opens(statement: SgNode, receiver: string): boolean {
  const head = statement.children().find((child) => child.kind() === 'with_clause');
  return head?.find({ rule: { kind: 'as_pattern_target' } })?.text() === receiver;
}
