import { defineRule } from '../../../auditor.ts';
import { functionName } from '../../../look/calls.ts';
import type { AuditedCode, Candidate, Ruling } from '../../../rule.ts';
import { closesEarly } from '../held/fastapi.ts';
import { type InjectedSession, injectedSessions } from '../held/injected-sessions.ts';
import { heldSince } from '../held/let-go.ts';
import { type LongLived, longLivedIn } from '../held/long-lived.ts';
import { sessionUses } from '../held/session-uses.ts';
import { isUsedIn } from '../held/used-in.ts';
import { type OpenedAround, openedAround } from './opened-around.ts';
import { type ScriptStream, scriptStreams } from './script-streams.ts';

interface HeldStream extends Candidate {
  readonly by: 'injected';
  readonly session: InjectedSession;
  readonly longLived: LongLived;
}
type StreamCandidate = HeldStream | OpenedAround | ScriptStream;

/**
 * L654-03: a session or connection that stays acquired for as long as a stream, a WebSocket or a
 * poll lasts.
 */
export const STREAMING_HOLDS_SESSION = defineRule({
  id: 'streaming-holds-session',
  check: 'streaming_resource_holding',
  principle: 'Resource Lifecycle / What lasts holds nothing that is scarce',
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
    code.facts.routes.length === 0 ? 'there are no routes here that could stream' : null,
  *match(audited): Generator<StreamCandidate> {
    yield* heldStreams(audited);
    yield* openedAround(audited);
    yield* scriptStreams(audited);
  },
  verify: rulingOn,
});

/** Sessions that the stream itself uses are reported by injected-session-in-long-lived-context. */
function* heldStreams(audited: AuditedCode): Generator<HeldStream> {
  for (const session of injectedSessions(audited)) {
    const longLived = longLivedIn(audited, session);
    if (longLived === null || isUsedIn(session, longLived)) continue;
    const { file, line } = session;
    yield { by: 'injected', file, line, endLine: line, session, longLived };
  }
}

function rulingOn(found: StreamCandidate, audited: AuditedCode): Ruling {
  if (found.by !== 'injected') {
    if (found.excuse !== null) return { outcome: 'dismissed', reason: found.excuse };
    const { issue, recommendation } = found;
    return { outcome: 'confirmed', severity: 'CRITICAL', issue, recommendation, effort: 'M' };
  }
  const { session, longLived } = found;
  const uses = sessionUses(session.node, session.name);
  const begins = longLived.node.range().start;
  const since = heldSince(uses, begins.index);
  const { name } = session;
  if (since === null) {
    return { outcome: 'dismissed', reason: `${name} has no connection when it begins` };
  }
  const subject = functionName(audited, session.function);
  const told = {
    issue: `${subject} uses ${name} at line ${since.range().start.line + 1} and then holds it and its connection for as long as its ${longLived.kind} lasts`,
    recommendation: `Take ${name} from the factory in a with that ends before line ${begins.line + 1}, or call ${name}.close() there`,
    effort: 'M',
  } as const;
  if (longLived.kind === 'download') {
    const note =
      'how long the download lasts: it ends by itself, but as late as the slowest reader';
    return { outcome: 'needs context', ...told, note };
  }
  const note = session.isWebSocket || longLived.kind === 'long poll' ? null : closesEarly(audited);
  if (note !== null) return { outcome: 'needs context', ...told, note };
  const severity = longLived.kind === 'long poll' ? 'HIGH' : 'CRITICAL';
  return { outcome: 'confirmed', severity, ...told };
}
