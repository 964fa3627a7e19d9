import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import {
  type InjectedSession,
  listInjectedSessions,
} from '../acquired-resources/fastapi-injected-sessions.ts';
import {
  findLongLivedWork,
  type LongLivedWork,
} from '../acquired-resources/find-long-lived-work-in-handler.ts';
import { isSessionUsedIn } from '../acquired-resources/is-session-used-by-long-running-work.ts';
import {
  findReleasedClientCallbacks,
  type ReleasedClientCallback,
} from './javascript-callbacks-using-released-client.ts';
import { findSessionsInTasks, type SessionInTask } from './request-sessions-passed-to-tasks.ts';

interface UsedByStream extends Candidate {
  readonly by: 'stream';
  readonly session: InjectedSession;
  readonly longLived: LongLivedWork;
}
type ContextCandidate = UsedByStream | SessionInTask | ReleasedClientCallback;

/** L654-07: a session of one request is used by work that outlives the request. */
export const INJECTED_SESSION_IN_LONG_LIVED_CONTEXT = defineRule({
  id: 'injected-session-in-long-lived-context',
  check: 'factory_vs_injection',
  principle: 'Resource Lifecycle / Work that outlives a request uses its own sessions',
  sources: [
    {
      name: 'FastAPI: dependencies with yield and background tasks, technical details',
      url: 'https://fastapi.tiangolo.com/advanced/advanced-dependencies/',
      retrieved: '2026-11-26',
    },
    {
      name: 'SQLAlchemy 2.0: is the Session thread-safe, is AsyncSession safe to share in concurrent tasks',
      url: 'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#is-the-session-thread-safe-is-asyncsession-safe-to-share-in-concurrent-tasks',
      retrieved: '2026-11-26',
    },
  ],
  skip: ({ code }) =>
    code.facts.routes.length === 0
      ? 'the project has no routes whose sessions could outlive them'
      : null,
  *match(audited): Generator<ContextCandidate> {
    yield* usedByStreams(audited);
    yield* findSessionsInTasks(audited);
    yield* findReleasedClientCallbacks(audited);
  },
  verify: rulingOn,
});

/** Sessions that the stream does not use are reported by streaming-holds-session. */
function* usedByStreams(audited: AuditedCode): Generator<UsedByStream> {
  for (const session of listInjectedSessions(audited)) {
    const longLived = findLongLivedWork(audited, session);
    if (longLived === null || !isSessionUsedIn(session, longLived)) continue;
    const { file, line } = session;
    yield { by: 'stream', file, line, endLine: line, session, longLived };
  }
}

function rulingOn(found: ContextCandidate, audited: AuditedCode): Ruling {
  if (found.by === 'stream') return rulingOnStream(found, audited);
  if (found.exemption !== null) return { outcome: 'dismissed', reason: found.exemption };
  const { severity, issue, recommendation } = found;
  return { outcome: 'confirmed', severity, issue, recommendation, effort: 'M' };
}

function rulingOnStream({ session, longLived }: UsedByStream, audited: AuditedCode): Ruling {
  const { name } = session;
  const subject = formatFunctionName(audited, session.function);
  const line = longLived.node.range().start.line + 1;
  const told = {
    issue: `${subject} uses ${name}, which belongs to one request, in the ${longLived.kind} that begins at line ${line}: during that time, the session is either held open or used after being closed`,
    recommendation: `Get a session from the factory for each unit of work (async with session_factory() as ${name}:), and remove the ${name} parameter`,
    effort: 'M',
  } as const;
  if (longLived.kind === 'long poll') {
    return {
      outcome: 'dismissed',
      reason: 'the handler responds when the long poll ends, so the poll is part of the request',
    };
  }
  if (longLived.kind === 'download') {
    const note =
      'how long the download takes, and whether the dependency is closed before the download begins';
    return { outcome: 'needs context', ...told, note };
  }
  return { outcome: 'confirmed', severity: 'CRITICAL', ...told };
}
