import { adjustSeverity } from '../../../analysis/adjust-severity-by-code-location.ts';
import { countCodeLines } from '../../../analysis/count-code-lines.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { listStatementLines } from '../acquired-resources/session-uses.ts';
import {
  type ConnectionScope,
  findConnectionScopes,
} from './connections-held-during-request-handler.ts';
import { findWaitsWithConnection } from './waits-while-connection-is-held.ts';

/** Share of handler lines using the session, below which it idles during other work (L654-02). */
const LEAST_SHARE = 0.2;
/** Lines without it that take no time that counts. */
const MOST_OTHER_LINES = 50;

/** L654-02: a session that stays acquired for a whole handler but is used in a small part of it. */
export const SCOPE_MISMATCH = defineRule({
  id: 'scope-mismatch',
  check: 'resource_scope_mismatch',
  principle: 'Resource Lifecycle / Sessions are held only while in use',
  sources: [
    {
      name: 'SQLAlchemy 2.0: when do I construct a Session, commit it and close it',
      url: 'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#when-do-i-construct-a-session-when-do-i-commit-it-and-when-do-i-close-it',
      retrieved: '2026-11-26',
    },
    {
      name: 'node-postgres: pooling',
      url: 'https://node-postgres.com/features/pooling#checkout-use-and-return',
      retrieved: '2026-11-26',
    },
  ],
  skip: ({ code }) => (code.facts.routes.length === 0 ? 'the project has no route handlers' : null),
  match: findConnectionScopes,
  verify: rulingOn,
});

function rulingOn(found: ConnectionScope, audited: AuditedCode): Ruling {
  const { name, file, uses, scope } = found;
  if (found.exemption !== null) return { outcome: 'dismissed', reason: found.exemption };
  if (uses.length === 0)
    return {
      outcome: 'dismissed',
      reason: `${name} is never used, so no connection is acquired for it`,
    };
  const { start, end } = scope.range();
  const total = countCodeLines(audited, file, start.line + 1, end.line + 1);
  const used = listStatementLines(uses).size;
  if (used / total >= LEAST_SHARE) {
    return { outcome: 'dismissed', reason: `${name} is used in ${used} of ${total} lines` };
  }
  const subject = formatFunctionName(audited, found.function);
  const issue = `${subject} uses ${name} in ${used} of its ${total} lines but holds it throughout`;
  const recommendation = `Acquire ${name} where it is used and release it there: commit or close it before code that does not need it, or open it in its own with block`;
  const calls = findWaitsWithConnection(audited, found);
  const [call] = calls;
  if (call !== undefined) {
    return {
      outcome: 'confirmed',
      severity: adjustSeverity('HIGH', audited, found.function),
      issue: `${issue}, while ${call.site.call.callee} at line ${call.at.call.line} waits for something else`,
      recommendation,
      effort: 'M',
      evidence: [
        {
          file,
          line: call.since.range().start.line + 1,
          text: `${name} holds its connection from here on`,
        },
      ],
    };
  }
  if (total - used <= MOST_OTHER_LINES) {
    return {
      outcome: 'dismissed',
      reason: `the other ${total - used} lines do not wait for anything`,
    };
  }
  return {
    outcome: 'confirmed',
    severity: adjustSeverity('MEDIUM', audited, found.function),
    issue,
    recommendation,
    effort: 'M',
  };
}
