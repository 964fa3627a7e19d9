import type { CallSite } from '../../../../analysis/index.ts';
import {
  createCallCandidate,
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { isManualPythonScript } from '../../../analysis/is-manually-run-python-script.ts';
import { isMigrationFile } from '../../../analysis/is-migration-file.ts';
import { isStartupFunction } from '../../../analysis/is-startup-function.ts';
import {
  findBegunTransaction,
  isCommitOn,
  readReceiver,
} from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import { isUnusedFunction } from '../../../analysis/unused-function.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';
import { closesAllSessions, isBoundSession } from './are-all-database-sessions-closed.ts';
import { type CommitGuard, findCommitGuard } from './error-handling-around-commit.ts';
import { reusesFailedSession } from './failed-session-reuse.ts';
import { findRollbackGap } from './find-missing-rollback-or-release-in-transaction.ts';
import { findMiddlewareProvider } from './request-state-session-providers.ts';
import { findOpenReturns, type OpenReturn } from './returns-with-open-transaction.ts';
import { isPassedSession, readTypedParameter } from './session-providers.ts';
import {
  findSwallowedErrors,
  SWALLOWED_ERROR_SEARCH,
  type SwallowedError,
} from './swallowed-write-errors-without-rollback.ts';

const COMMITS = /(?:^|\.)(?:\w*[sS]ession|db|conn|connection|AsyncSession)\.commit$/u;
/** Embedded databases, whose connections are discarded with all uncommitted changes. */
const LOCAL = /^(?:sqlite3|aiosqlite|duckdb)\./u;

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
    {
      name: 'node-postgres: transactions',
      url: 'https://node-postgres.com/features/transactions',
      retrieved: '2026-11-26',
    },
  ],
  searches: [SWALLOWED_ERROR_SEARCH],
  skip: () => null,
  *match(audited): Generator<CallCandidate | OpenReturn | SwallowedError> {
    yield* commitsAndBegins(audited);
    yield* findOpenReturns(audited);
    yield* findSwallowedErrors(audited);
  },
  verify: (found, audited) => {
    if ('by' in found) {
      return found.by === 'return'
        ? rulingOnReturn(found, audited)
        : rulingOnSwallowed(found, audited);
    }
    return isPythonFunction(audited, found.site.function)
      ? rulingOnCommit(found, audited)
      : rulingOnBegin(found, audited);
  },
});

/** Yields commits in Python; in scripts, transactions begun explicitly that have a commit. */
function* commitsAndBegins(audited: AuditedCode): Generator<CallCandidate> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    const python = isPythonFunction(audited, index);
    for (const site of code.callsOf(index)) {
      const { callee } = site.call;
      const name = code.nameOf(index, callee) ?? callee;
      const isMeant = python
        ? COMMITS.test(callee) || COMMITS.test(name)
        : findBegunTransaction(site) !== null && isCommitted(audited, site);
      if (isMeant) yield createCallCandidate(site, name, file);
    }
  }
}

/** True if a begin has a commit on its handles; tracers and clocks start but do not commit. */
function isCommitted({ code }: AuditedCode, site: CallSite): boolean {
  const { handles } = findBegunTransaction(site) ?? { handles: [] };
  return code.callsOf(site.function).some((callSite) => isCommitOn(callSite, handles));
}

function rulingOnCommit(found: CallCandidate, audited: AuditedCode): Ruling {
  if (LOCAL.test(found.name) || isLocalParameter(found, audited)) {
    return {
      outcome: 'dismissed',
      reason: 'the database connection is local to the process and rolls back when closed',
    };
  }
  const { callee } = found.site.call;
  const session = readReceiver(callee);
  const guard = findCommitGuard(audited, found.site, session);
  if (guard.by === 'rollback') return { outcome: 'dismissed', reason: guard.why };
  const why = whyEnded(found, audited, guard);
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

/** `conn: AsyncAdapt_aiosqlite_connection` */
function isLocalParameter({ site, file }: CallCandidate, { code }: AuditedCode): boolean {
  return /sqlite|duckdb/iu.test(
    readTypedParameter(code, site.function, file, readReceiver(site.call.callee)),
  );
}

/** Returns why a commit without a local rollback leaves nothing open, or null if it does. */
function whyEnded(
  { site, file }: CallCandidate,
  audited: AuditedCode,
  guard: CommitGuard,
): string | null {
  const { code } = audited;
  if (isMigrationFile(file))
    return 'a migration stops at the first error and closes its connection';
  if (isUnusedFunction(audited, site.function)) return 'nothing in the project calls the function';
  const session = readReceiver(site.call.callee);
  const given = code
    .variablesOf(file)
    .findLast((variable) => variable.name === session && variable.line <= site.call.line);
  const made = code
    .callsOf(site.function)
    .find(({ call }) => call.line === given?.line && call.callee === given.of);
  if (made !== undefined && isBoundSession(code, made)) {
    return `${session} joins the transaction of the connection passed to it`;
  }
  if (reusesFailedSession(audited, site, session)) return null;
  const middleware = findMiddlewareProvider(code, site.function);
  if (middleware !== null) return `${middleware.name} ends the session of the request`;
  if (isStartupFunction(audited, site.function)) return 'setup stops at the first error';
  if (isManualPythonScript(audited, file) && audited.reachedBy(site.function) === null) {
    return 'a script stops at the first error and closes its connection';
  }
  if (guard.by === 'close') return `on failure, ${guard.why} rolls back the transaction`;
  return isPassedSession(code, site.function, session) && closesAllSessions(code)
    ? "the code that creates the project's sessions also closes them all, which rolls back open transactions"
    : null;
}

function rulingOnReturn(
  { begun, beginLine, file, function: index }: OpenReturn,
  audited: AuditedCode,
): Ruling {
  return {
    outcome: 'confirmed',
    severity: 'MEDIUM',
    issue: `${formatFunctionName(audited, index)} returns here with the transaction opened by ${begun} still open, so its connection and locks remain held`,
    recommendation: 'Commit or roll back before this return, or in a finally block that covers it',
    effort: 'S',
    evidence: [{ file, line: beginLine, text: `${begun} opens the transaction` }],
  };
}

function rulingOnSwallowed(
  { kind, session, write, isShared, file, function: index }: SwallowedError,
  audited: AuditedCode,
): Ruling {
  const name = formatFunctionName(audited, index);
  const isAtomic = kind === 'atomic';
  return {
    outcome: 'confirmed',
    severity: 'MEDIUM',
    issue: isAtomic
      ? `${name} continues after ${write.call.callee}() fails in ${session}, so every later query in the block fails and the block's earlier writes are lost`
      : `${name} continues after ${write.call.callee}() fails, and nothing rolls ${session} back, so the next code to use the session finds a failed transaction or commits only part of the intended changes`,
    recommendation: isAtomic
      ? `Put ${write.call.callee}() in its own savepoint (with transaction.atomic(): inside the try)`
      : isShared
        ? `Put ${write.call.callee}() in its own savepoint (begin_nested() inside the try), because a rollback would also discard the writes of the callers`
        : `Call ${session}.rollback() in this except clause`,
    effort: 'S',
    evidence: [{ file, line: write.call.line, text: `${write.call.callee}() may fail` }],
  };
}

function rulingOnBegin(found: CallCandidate, audited: AuditedCode): Ruling {
  const { handles } = findBegunTransaction(found.site) ?? { handles: [] };
  const lacks = findRollbackGap(audited, found, handles);
  if (lacks === null) {
    return { outcome: 'dismissed', reason: 'a catch or finally block rolls the transaction back' };
  }
  const name = formatFunctionName(audited, found.site.function);
  return {
    outcome: 'confirmed',
    severity: 'MEDIUM',
    issue: `${name} begins a transaction with ${found.site.call.callee} ${lacks.issue}`,
    recommendation: lacks.recommendation,
    effort: 'S',
  };
}
