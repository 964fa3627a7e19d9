import type { SgNode } from '@ast-grep/napi';
import { around, isInBody, once, type ProjectCode } from '../../../analysis/index.ts';
import { adjustSeverity } from '../../analysis/adjust-severity-by-code-location.ts';
import {
  createCallCandidate,
  findCallNode,
  formatFunctionName,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import { readReceiver } from '../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import { type AuditedCode, type CallCandidate, defineRule } from '../../rule.ts';

const COMMITS = /(?:^|\.)(?:\w*[sS]ession|db|conn|connection|AsyncSession)\.commit$/u;

/** T652-16 to T652-19: a commit that fails leaves its session unusable. */
export const MISSING_ROLLBACK = defineRule({
  id: 'missing-rollback',
  principle: 'Transaction Correctness / Commit without a rollback on failure',
  sources: {
    'SQLAlchemy 2.0: session basics, framing out a begin / commit / rollback block':
      'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#framing-out-a-begin-commit-rollback-block',
  },
  match: findCommits,
  verify: (found, audited) => {
    const { function: index, call } = found.site;
    const session = readReceiver(call.callee);
    const { by, why, isSwallowed } = findCommitGuard(audited, found, session);
    if (by === 'rollback') return why;
    if (by === 'close' && !isSwallowed) return `on failure, ${why} rolls back the transaction`;
    const where =
      by === 'close'
        ? `and continues if the commit fails, but until ${why}, every use of ${session} fails too`
        : `${why}, so a failure leaves ${session} stuck in an open transaction`;
    const keyword = call.isAwaited ? 'async with' : 'with';
    return {
      severity: by === 'close' ? 'LOW' : adjustSeverity('MEDIUM', audited, index),
      issue: `${formatFunctionName(audited, index)} calls ${call.callee}() ${where}`,
      recommendation: `Let a context manager end the transaction (${keyword} ${session}.begin():), or call ${session}.rollback() in an except clause and re-raise`,
      effort: 'S',
    };
  },
});

function* findCommits(audited: AuditedCode): Generator<CallCandidate> {
  const { code } = audited;
  for (const index of code.facts.functions.keys()) {
    if (!isPythonFunction(audited, index)) continue;
    for (const site of code.callsOf(index)) {
      const { callee } = site.call;
      const name = code.qualifiedNameOf(index, callee) ?? callee;
      if (COMMITS.test(callee) || COMMITS.test(name))
        yield createCallCandidate(audited, site, name);
    }
  }
}

/** Way in which a transaction ends if its commit fails. */
interface CommitGuard {
  /** `rollback`: an explicit rollback. `close`: closing the session rolls back. */
  readonly by: 'rollback' | 'close' | 'nothing';
  /** Code that rolls back or closes, or the place of a commit that has neither. */
  readonly why: string;
  /** Set when an `except` around the commit continues after a failure (T652-19). */
  readonly isSwallowed: boolean;
}

/** Context managers that roll back on failure. */
const BEGINS = /\.(?:begin|begin_nested|transaction)\(|(?:^|\W)(?:transaction\.)?atomic\(/u;
/** Sessions that are closed at the end, which rolls back everything uncommitted. */
const SESSION = /[sS]ession\w*\s*\(|\bget_db\w*\(/u;
/** Code that leaves the function, so that the creator of the session ends it. */
const LEAVES = /\b(?:raise|return|exit|abort)\b/u;
/** End of a session in the function that provides it. */
const ENDS = /\brollback\s*\(|\.begin\(\)|\bwith\b|\.(?:close|remove)\s*\(/u;

/** Returns what ends the transaction of a session if its commit fails. */
function findCommitGuard(audited: AuditedCode, found: CallCandidate, session: string): CommitGuard {
  const node = findCallNode(audited, found.site);
  const own = node === null ? null : guardAround(node, session);
  if (own === null) {
    return { by: 'nothing', why: 'in a file that cannot be parsed', isSwallowed: false };
  }
  const provider = own.by === 'nothing' ? findProvider(audited.code) : null;
  const [first = ''] = session.split('.');
  const isPassed =
    first === 'self' || audited.code.functionAt(found.site.function).parameters.includes(first);
  if (provider !== null && (isPassed || provider === FLASK)) {
    return { ...own, by: 'close', why: `${provider}, which ends its sessions` };
  }
  return own;
}

function guardAround(node: SgNode, session: string): CommitGuard {
  let isTried = false;
  let isSwallowed = false;
  for (const outer of around(node)) {
    if (outer.kind() === 'with_statement') {
      const head = outer.children().find((child) => child.kind() === 'with_clause');
      const text = head?.text() ?? '';
      if (BEGINS.test(text)) {
        return { by: 'rollback', why: `${text} rolls back by itself`, isSwallowed };
      }
      if (SESSION.test(text)) return { by: 'close', why: 'the end of the session', isSwallowed };
    }
    if (outer.kind() !== 'try_statement' || !isInBody(outer, node)) continue;
    const handlers = outer.children().filter((child) => child.id() !== outer.field('body')?.id());
    if (handlers.some((handler) => /rollback\w*\s*\(/u.test(handler.text()))) {
      return { by: 'rollback', why: 'an enclosing except clause rolls back', isSwallowed };
    }
    isSwallowed ||= handlers.some(
      (handler) => handler.kind() === 'except_clause' && !LEAVES.test(handler.text()),
    );
    if (handlers.some((handler) => handler.text().includes(`${session}.close(`))) {
      return { by: 'close', why: 'a finally block that closes the session', isSwallowed };
    }
    isTried = true;
  }
  const why = isTried
    ? `in a try block whose except clause never calls ${session}.rollback()`
    : 'outside any try block';
  return { by: 'nothing', why, isSwallowed };
}

const FLASK = 'Flask-SQLAlchemy';

/** Returns the generator of the project that provides sessions and ends them, or null. */
const findProvider = once((code: ProjectCode): string | null => {
  const isFlask = code.sources.some((file) =>
    code.importsOf(file).some(({ source }) => /^flask_sqlalchemy(?:\.|$)/u.test(source)),
  );
  if (isFlask) return FLASK;
  const provider = code.facts.functions.findIndex(({ file }, index) => {
    const { start, end, parent } = code.functionAt(index);
    if (!file.endsWith('.py') || parent === -1) return false;
    const text = (code.textOf(file) ?? '').slice(start, end);
    return /\byield\b/u.test(text) && SESSION.test(text) && ENDS.test(text);
  });
  return code.facts.functions[provider]?.name ?? null;
});
