import {
  createCallCandidate,
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { isManualPythonScript } from '../../../analysis/is-manually-run-python-script.ts';
import { isMigrationFile } from '../../../analysis/is-migration-file.ts';
import { isStartupFunction } from '../../../analysis/is-startup-function.ts';
import { readReceiver } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import { isUnusedFunction } from '../../../analysis/unused-function.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { closesAllSessions, isBoundSession } from './are-all-database-sessions-closed.ts';
import { type CommitGuard, findCommitGuard } from './error-handling-around-commit.ts';
import { isPassedSession } from './session-providers.ts';
import {
  findSwallowedErrors,
  SWALLOWED_ERROR_SEARCH,
  type SwallowedError,
} from './swallowed-write-errors-without-rollback.ts';

const COMMITS = /(?:^|\.)(?:\w*[sS]ession|db|conn|connection|AsyncSession)\.commit$/u;

/** T652-16 to T652-19: a commit that fails leaves its session unusable. */
export const MISSING_ROLLBACK = defineRule({
  id: 'missing-rollback',
  check: 'missing_rollback',
  principle: 'Transaction Correctness / Commit without a rollback on failure',
  sources: [
    {
      name: 'SQLAlchemy 2.0: session basics, framing out a begin / commit / rollback block',
      url: 'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#framing-out-a-begin-commit-rollback-block',
      retrieved: '2026-11-26',
    },
  ],
  searches: [SWALLOWED_ERROR_SEARCH],
  skip: () => null,
  *match(audited): Generator<CallCandidate | SwallowedError> {
    yield* findCommits(audited);
    yield* findSwallowedErrors(audited);
  },
  verify: (found, audited) =>
    'by' in found ? rulingOnSwallowed(found, audited) : rulingOnCommit(found, audited),
});

function* findCommits(audited: AuditedCode): Generator<CallCandidate> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (!isPythonFunction(audited, index)) continue;
    for (const site of code.callsOf(index)) {
      const name = code.nameOf(index, site.call.callee) ?? site.call.callee;
      if (COMMITS.test(site.call.callee) || COMMITS.test(name)) {
        yield createCallCandidate(site, name, file);
      }
    }
  }
}

function rulingOnCommit(found: CallCandidate, audited: AuditedCode): Ruling {
  const { callee } = found.site.call;
  const session = readReceiver(callee);
  const guard = findCommitGuard(audited, found.site, session);
  if (guard.by === 'rollback') return { outcome: 'dismissed', reason: guard.why };
  const why = explainEndedTransaction(found, audited, guard);
  if (why !== null) return { outcome: 'dismissed', reason: why };
  const name = formatFunctionName(audited, found.site.function);
  const where =
    guard.by === 'close'
      ? `and continues if the commit fails, but until ${guard.why}, every use of ${session} fails too`
      : `${guard.why}, so a failure leaves ${session} stuck in an open transaction`;
  const keyword = found.site.call.isAwaited ? 'async with' : 'with';
  return {
    outcome: 'confirmed',
    severity: guard.by === 'close' ? 'LOW' : 'MEDIUM',
    issue: `${name} calls ${callee}() ${where}`,
    recommendation: `Let a context manager end the transaction (${keyword} ${session}.begin():), or call ${session}.rollback() in an except clause and re-raise`,
    effort: 'S',
  };
}

/** Returns why a commit without a local rollback leaves nothing open, or null if it does. */
function explainEndedTransaction(
  { site, file }: CallCandidate,
  audited: AuditedCode,
  guard: CommitGuard,
): string | null {
  const { code } = audited;
  if (isMigrationFile(file))
    return 'a migration stops at the first error and closes its connection';
  if (isUnusedFunction(audited, site.function)) return 'nothing in the project calls the function';
  const session = readReceiver(site.call.callee);
  const variable = code
    .variablesOf(file)
    .findLast(({ name, line }) => name === session && line <= site.call.line);
  const creation = code
    .callsOf(site.function)
    .find(({ call }) => call.line === variable?.line && call.callee === variable.of);
  if (creation !== undefined && isBoundSession(code, creation)) {
    return `${session} joins the transaction of the connection passed to it`;
  }
  if (guard.isSwallowed) return null;
  if (isStartupFunction(audited, site.function)) return 'setup stops at the first error';
  if (isManualPythonScript(audited, file) && audited.reachedBy(site.function) === null) {
    return 'a script stops at the first error and closes its connection';
  }
  if (guard.by === 'close') return `on failure, ${guard.why} rolls back the transaction`;
  return isPassedSession(code, site.function, session) && closesAllSessions(code)
    ? "the code that creates the project's sessions also closes them all, which rolls back open transactions"
    : null;
}

function rulingOnSwallowed(
  { session, write, file, function: index }: SwallowedError,
  audited: AuditedCode,
): Ruling {
  const { callee, line } = write.call;
  return {
    outcome: 'confirmed',
    severity: 'MEDIUM',
    issue: `${formatFunctionName(audited, index)} continues after ${callee}() fails, and nothing rolls ${session} back, so the next code to use the session finds a failed transaction or commits only part of the intended changes`,
    recommendation: `Call ${session}.rollback() in this except clause; if the callers commit, put ${callee}() in its own savepoint instead (begin_nested() inside the try), because a rollback would also discard their writes`,
    effort: 'S',
    evidence: [{ file, line, text: `${callee}() may fail` }],
  };
}
