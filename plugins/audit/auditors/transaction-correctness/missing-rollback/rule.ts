import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import {
  createCallCandidate,
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { readReceiver } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { findCommitGuard } from './commit-guard.ts';

const COMMITS = /(?:^|\.)(?:\w*[sS]ession|db|conn|connection|AsyncSession)\.commit$/u;

/** T652-16 to T652-19: a commit that fails leaves its session unusable. */
export const MISSING_ROLLBACK = defineRule({
  id: 'missing-rollback',
  principle: 'Transaction Correctness / Commit without a rollback on failure',
  sources: [
    {
      name: 'SQLAlchemy 2.0: session basics, framing out a begin / commit / rollback block',
      url: 'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#framing-out-a-begin-commit-rollback-block',
    },
  ],
  match: findCommits,
  verify: (found, audited) => {
    const { function: index, call } = found.site;
    const session = readReceiver(call.callee);
    const { by, why, isSwallowed } = findCommitGuard(audited, found, session);
    if (by === 'rollback') return why;
    if (by === 'close' && !isSwallowed) {
      return `on failure, ${why} rolls back the transaction`;
    }
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
