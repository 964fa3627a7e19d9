import type { SgNode } from '@ast-grep/napi';
import { defineRule } from '../../../auditor.ts';
import { callsNamed, functionName, isPython } from '../../../look/calls.ts';
import { around, nodeOf } from '../../../look/nodes.ts';

const COMMITS = /(?:^|\.)(?:\w*[sS]ession|db|conn|connection|AsyncSession)\.commit$/u;
/** Context managers that roll back by themselves. */
const BEGINS = /\.(?:begin|begin_nested|transaction)\(|(?:^|\W)(?:transaction\.)?atomic\(/u;
/** Sessions that are closed at the end, which rolls back what was not committed. */
const SESSION = /(?:[sS]ession(?:_?[mM]aker|_?[fF]actory|_?[lL]ocal)?|get_session|get_db)\w*\(/u;

/** T652-16 to T652-19: a commit that fails leaves its session unusable. */
export const MISSING_ROLLBACK = defineRule({
  id: 'missing-rollback',
  check: 'missing_rollback',
  principle: 'Transaction Correctness / A commit that nobody rolls back',
  sources: [
    {
      name: 'SQLAlchemy 2.0: session basics, framing out a begin / commit / rollback block',
      url: 'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#framing-out-a-begin-commit-rollback-block',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: (audited) => callsNamed(audited, COMMITS, (index) => isPython(audited, index)),
  verify: (found, audited) => {
    const node = nodeOf(audited, found);
    if (node === null) return { outcome: 'dismissed', reason: 'its file cannot be parsed' };
    const { callee } = found.site.call;
    const session = callee.replace(/\.commit$/u, '');
    const guard = guardOf(node, session);
    if (guard.by === 'rollback' || guard.by === 'begin') {
      return { outcome: 'dismissed', reason: guard.why };
    }
    const name = functionName(audited, found.site.function);
    return {
      outcome: 'confirmed',
      severity: guard.by === 'session' ? 'LOW' : 'MEDIUM',
      issue: `${name} calls ${callee}() ${guard.why}: what fails leaves ${session} in a transaction that nothing ends`,
      recommendation: `Let a context manager end it (async with ${session}.begin():), or call ${session}.rollback() in an except and raise again`,
      effort: 'S',
    };
  },
});

interface Guard {
  readonly by: 'rollback' | 'begin' | 'session' | 'nothing';
  readonly why: string;
}

function guardOf(node: SgNode, session: string): Guard {
  let isTried = false;
  let isClosed = false;
  for (const outer of around(node)) {
    if (outer.kind() === 'with_statement') {
      const head =
        outer
          .children()
          .find((one) => one.kind() === 'with_clause')
          ?.text() ?? '';
      if (BEGINS.test(head)) return { by: 'begin', why: `${head} rolls back by itself` };
      isClosed ||= SESSION.test(head);
    }
    if (outer.kind() === 'try_statement' && isInBody(outer, node)) {
      if (handles(outer)) return { by: 'rollback', why: 'an except around it rolls back' };
      isTried = true;
    }
  }
  if (isClosed) return { by: 'session', why: 'and leaves the rollback to the end of its session' };
  return {
    by: 'nothing',
    why: isTried ? `in a try whose except never calls ${session}.rollback()` : 'outside of any try',
  };
}

/** What stands in an except or a finally is not tried. */
function isInBody(tried: SgNode, node: SgNode): boolean {
  const body = tried.field('body')?.range();
  const at = node.range().start.index;
  return body !== undefined && body.start.index <= at && at < body.end.index;
}

function handles(tried: SgNode): boolean {
  return tried
    .children()
    .filter((one) =>
      ['except_clause', 'except_group_clause', 'finally_clause'].includes(String(one.kind())),
    )
    .some((one) => /\.rollback\s*\(/u.test(one.text()));
}
