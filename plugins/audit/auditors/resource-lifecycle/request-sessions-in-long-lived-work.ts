import type { SgNode } from '@ast-grep/napi';
import { formatFunctionName } from '../../analysis/calls-and-functions.ts';
import { type AuditedCode, type Candidate, defineRule } from '../../rule.ts';
import {
  findConnectionStart,
  findLongLivedWork,
  findSessionUses,
  type InjectedSession,
  type LongLivedWork,
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

interface OutlivingUse extends Candidate {
  readonly session: InjectedSession;
  /** Long-lived work, or the call that starts a task. */
  readonly by: LongLivedWork | SgNode;
}

/** L654-07: a session of one request is used by work that outlives the request. */
export const INJECTED_SESSION_IN_LONG_LIVED_CONTEXT = defineRule({
  id: 'injected-session-in-long-lived-context',
  check: 'factory_vs_injection',
  principle: 'Resource Lifecycle / Work that outlives a request uses its own sessions',
  sources: {
    'FastAPI: dependencies with yield and background tasks, technical details':
      'https://fastapi.tiangolo.com/advanced/advanced-dependencies/',
    'SQLAlchemy 2.0: is the Session thread-safe, is AsyncSession safe to share in concurrent tasks':
      'https://docs.sqlalchemy.org/en/20/orm/session_basics.html#is-the-session-thread-safe-is-asyncsession-safe-to-share-in-concurrent-tasks',
  },
  skip: ({ code }) =>
    code.facts.routes.length === 0
      ? 'the project has no routes whose sessions could outlive them'
      : null,
  match: findOutlivingUses,
  verify: ({ session, by }, audited) => {
    const { name } = session;
    const subject = formatFunctionName(audited, session.function);
    if (!('usesSession' in by)) {
      const callee = by.field('function')?.text() ?? '';
      return {
        severity: 'HIGH',
        issue: `${subject} passes ${name}, which belongs to one request, to ${callee}: the task runs after the response, when ${name} is already closed or in use elsewhere`,
        recommendation: `Pass ids instead of ${name}, and get a session from the factory in the code that ${callee} runs`,
        effort: 'M',
      };
    }
    if (by.kind === 'long poll') {
      return 'the handler responds when the long poll ends, so the poll is part of the request';
    }
    return {
      severity: 'CRITICAL',
      issue: `${subject} uses ${name}, which belongs to one request, in the ${by.kind} that begins at line ${by.node.range().start.line + 1}: during that time, the session is either held open or used after being closed`,
      recommendation: `Get a session from the factory for each unit of work (async with session_factory() as ${name}:), and remove the ${name} parameter`,
      effort: 'M',
    };
  },
});

/** Sessions that the stream does not use are reported by streaming-holds-session. */
function* findOutlivingUses(audited: AuditedCode): Generator<OutlivingUse> {
  for (const session of listInjectedSessions(audited)) {
    const { file, line, node, name } = session;
    const longLived = findLongLivedWork(session);
    if (longLived?.usesSession === true)
      yield { file, line, endLine: line, session, by: longLived };
    for (const call of node.findAll({ rule: { kind: 'call' } })) {
      const list = call.field('arguments');
      if (list === null || !startsTask(call) || findSessionUses(list, name).length === 0) continue;
      const { start, end } = call.range();
      yield { file, line: start.line + 1, endLine: end.line + 1, session, by: call };
    }
  }
}

function startsTask(call: SgNode): boolean {
  const callee = call.field('function')?.text() ?? '';
  return /\.add_task$|^asyncio\.(?:create_task|ensure_future)$/u.test(callee);
}
