import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import { describeEarlyClose } from '../acquired-resources/fastapi-early-dependency-close.ts';
import {
  type InjectedSession,
  listInjectedSessions,
} from '../acquired-resources/fastapi-injected-sessions.ts';
import {
  findLongLivedWork,
  type LongLivedWork,
} from '../acquired-resources/find-long-lived-work-in-handler.ts';
import { isSessionUsedIn } from '../acquired-resources/is-session-used-by-long-running-work.ts';
import { findConnectionStart } from '../acquired-resources/session-connection-acquisition-and-release.ts';
import { findSessionUses } from '../acquired-resources/session-uses.ts';
import {
  findWebSocketSessions,
  type WebSocketSession,
} from './database-sessions-in-websocket-handlers.ts';
import {
  type ConnectionHoldingStream,
  findConnectionHoldingStreams,
} from './javascript-streams-holding-connection.ts';

interface HeldStream extends Candidate {
  readonly by: 'injected';
  readonly session: InjectedSession;
  readonly longLived: LongLivedWork;
}
type StreamCandidate = HeldStream | WebSocketSession | ConnectionHoldingStream;

/** L654-03: a session or connection held as long as a stream, a WebSocket or a poll lasts. */
export const STREAMING_HOLDS_SESSION = defineRule({
  id: 'streaming-holds-session',
  check: 'streaming_resource_holding',
  principle: 'Resource Lifecycle / Long-lived work holds no scarce resources',
  sources: [
    {
      name: 'FastAPI: dependencies with yield and StreamingResponse, technical details',
      url: 'https://fastapi.tiangolo.com/advanced/advanced-dependencies/',
      retrieved: '2026-11-26',
    },
    {
      name: 'SQLAlchemy 2.0: when do I construct a Session, commit it and close it',
      url: 'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#when-do-i-construct-a-session-when-do-i-commit-it-and-when-do-i-close-it',
      retrieved: '2026-11-26',
    },
  ],
  skip: ({ code }) =>
    code.facts.routes.length === 0 ? 'the project has no routes that could stream' : null,
  *match(audited): Generator<StreamCandidate> {
    yield* heldStreams(audited);
    yield* findWebSocketSessions(audited);
    yield* findConnectionHoldingStreams(audited);
  },
  verify: rulingOn,
});

/** Sessions that the stream itself uses are reported by injected-session-in-long-lived-context. */
function* heldStreams(audited: AuditedCode): Generator<HeldStream> {
  for (const session of listInjectedSessions(audited)) {
    const longLived = findLongLivedWork(audited, session);
    if (longLived === null || isSessionUsedIn(session, longLived)) continue;
    const { file, line } = session;
    yield { by: 'injected', file, line, endLine: line, session, longLived };
  }
}

function rulingOn(found: StreamCandidate, audited: AuditedCode): Ruling {
  if (found.by !== 'injected') {
    if (found.exemption !== null) return { outcome: 'dismissed', reason: found.exemption };
    const { issue, recommendation } = found;
    return { outcome: 'confirmed', severity: 'CRITICAL', issue, recommendation, effort: 'M' };
  }
  const { session, longLived } = found;
  const uses = findSessionUses(session.node, session.name);
  const begins = longLived.node.range().start;
  const since = findConnectionStart(uses, begins.index);
  const { name } = session;
  if (since === null) {
    return {
      outcome: 'dismissed',
      reason: `${name} has no connection when the long-lived work begins`,
    };
  }
  const subject = formatFunctionName(audited, session.function);
  const told = {
    issue: `${subject} uses ${name} at line ${since.range().start.line + 1} and then holds it and its connection until the end of its ${longLived.kind}`,
    recommendation: `Get ${name} from the factory in a with block that ends before line ${begins.line + 1}, or call ${name}.close() there`,
    effort: 'M',
  } as const;
  if (longLived.kind === 'download') {
    const note =
      'how long the download takes; it ends on its own, but only once the slowest client has received everything';
    return { outcome: 'needs context', ...told, note };
  }
  const note =
    session.isWebSocket || longLived.kind === 'long poll' ? null : describeEarlyClose(audited);
  if (note !== null) return { outcome: 'needs context', ...told, note };
  const severity = longLived.kind === 'long poll' ? 'HIGH' : 'CRITICAL';
  return { outcome: 'confirmed', severity, ...told };
}
