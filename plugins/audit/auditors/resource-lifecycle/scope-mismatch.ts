import { scopeOf } from '../../../analysis/index.ts';
import { adjustSeverity } from '../../analysis/adjust-severity-by-code-location.ts';
import { formatFunctionName, isPythonFunction } from '../../analysis/calls-and-functions.ts';
import { classifyExternalWork } from '../../analysis/classify-work-outside-database.ts';
import { countCodeLines } from '../../analysis/count-code-lines.ts';
import { type AuditedCode, defineRule } from '../../rule.ts';
import { listAcquiredResources } from './acquired-resource.ts';
import {
  findConnectionStart,
  findSessionUses,
  listInjectedSessions,
  listStatementLines,
} from './injected-sessions.ts';
import { findLaterUses, readResultName } from './resource-release-status.ts';

/** Share of handler lines using the session, below which it idles during other work (L654-02). */
const LEAST_SHARE = 0.2;
/** Lines without it that take no time that counts. */
const MOST_OTHER_LINES = 50;

/** L654-02: a session that stays acquired for a whole handler but is used in a small part of it. */
export const SCOPE_MISMATCH = defineRule({
  id: 'scope-mismatch',
  check: 'resource_scope_mismatch',
  principle: 'Resource Lifecycle / Sessions are held only while in use',
  sources: {
    'SQLAlchemy 2.0: when do I construct a Session, commit it and close it':
      'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#when-do-i-construct-a-session-when-do-i-commit-it-and-when-do-i-close-it',
    'node-postgres: pooling': 'https://node-postgres.com/features/pooling#checkout-use-and-return',
  },
  skip: ({ code }) => (code.facts.routes.length === 0 ? 'the project has no route handlers' : null),
  match: findConnectionScopes,
  verify: ({ name, file, uses, scope, function: index }, audited) => {
    const { start, end } = scope.range();
    const total = countCodeLines(audited, file, start.line + 1, end.line + 1);
    const used = listStatementLines(uses).size;
    if (used / total >= LEAST_SHARE) return `${name} is used in ${used} of ${total} lines`;
    const wait = audited.code.callsOf(index).find((site) => {
      const work = classifyExternalWork(audited, site);
      const isWait = work === 'service' || work === 'sleep';
      return isWait && findConnectionStart(uses, site.raw.start) !== null;
    });
    if (wait === undefined && total - used <= MOST_OTHER_LINES) {
      return `the other ${total - used} lines do not wait for anything`;
    }
    const during =
      wait === undefined
        ? ''
        : `, while ${wait.call.callee} at line ${wait.call.line} waits for something else`;
    return {
      severity: adjustSeverity(wait === undefined ? 'MEDIUM' : 'HIGH', audited, index),
      issue: `${formatFunctionName(audited, index)} uses ${name} in ${used} of its ${total} lines but holds it throughout${during}`,
      recommendation: `Acquire ${name} where it is used and release it there: commit or close it before code that does not need it, or open it in its own with block`,
      effort: 'M',
    };
  },
});

/** Sessions that FastAPI passes to handlers, and clients that Node.js handlers take from a pool. */
function* findConnectionScopes(audited: AuditedCode) {
  for (const { name, function: index, node, file, line } of listInjectedSessions(audited)) {
    const scope = node.field('body');
    const uses = scope === null ? [] : findSessionUses(scope, name);
    // A session that is never used acquires no connection.
    if (scope === null || uses.length === 0) continue;
    yield { name, function: index, scope, uses, file, line, endLine: line };
  }
  for (const { site, node, file, line, endLine, kind } of listAcquiredResources(audited)) {
    const { function: index } = site;
    const name = readResultName(node);
    const scope = scopeOf(node).field('body');
    if (kind !== 'connection' || name === null || scope === null) continue;
    if (isPythonFunction(audited, index) || audited.reachedBy(index) !== 'request') continue;
    const uses = findLaterUses(scope, name, node);
    yield { name, function: index, scope, uses, file, line, endLine };
  }
}
