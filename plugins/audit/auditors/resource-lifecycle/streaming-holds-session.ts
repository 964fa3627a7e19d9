import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import { type AuditedCode, defineRule } from '../../rule.ts';
import {
  findConnectionStart,
  findLongLivedWork,
  findSessionUses,
  listInjectedSessions,
} from './injected-sessions.ts';

/** L654-03: a session held as long as a stream, a WebSocket or a poll lasts. */
export const STREAMING_HOLDS_SESSION = defineRule({
  id: 'streaming-holds-session',
  check: 'streaming_resource_holding',
  principle: 'Resource Lifecycle / Long-lived work holds no scarce resources',
  sources: {
    'FastAPI: dependencies with yield and StreamingResponse, technical details':
      'https://fastapi.tiangolo.com/advanced/advanced-dependencies/',
    'SQLAlchemy 2.0: when do I construct a Session, commit it and close it':
      'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#when-do-i-construct-a-session-when-do-i-commit-it-and-when-do-i-close-it',
  },
  skip: ({ code }) =>
    code.facts.routes.length === 0 ? 'the project has no routes that could stream' : null,
  match: findSessionsInStreams,
  verify: ({ session, longLived }, audited) => {
    const { name } = session;
    const begins = longLived.node.range().start;
    const since = findConnectionStart(findSessionUses(session.node, name), begins.index);
    if (since === null) return `${name} has no connection when the long-lived work begins`;
    return {
      severity: longLived.kind === 'long poll' ? 'HIGH' : 'CRITICAL',
      issue: `${formatFunctionName(audited, session.function)} uses ${name} at line ${since.range().start.line + 1} and then holds it and its connection until the end of its ${longLived.kind}`,
      recommendation: `Get ${name} from the factory in a with block that ends before line ${begins.line + 1}, or call ${name}.close() there`,
      effort: 'M',
    };
  },
});

/** Sessions that the stream itself uses are reported by injected-session-in-long-lived-context. */
function* findSessionsInStreams(audited: AuditedCode) {
  for (const session of listInjectedSessions(audited)) {
    const longLived = findLongLivedWork(session);
    if (longLived === null || longLived.usesSession) continue;
    const { file, line } = session;
    yield { file, line, endLine: line, session, longLived };
  }
}
