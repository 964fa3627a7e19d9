import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import { listAcquiredResources } from '../acquired-resources/acquired-resource.ts';
import { findResultDestination } from '../acquired-resources/classify-call-result-ownership.ts';
import { listInjectedSessions } from '../acquired-resources/fastapi-injected-sessions.ts';
import { findLongLivedWork } from '../acquired-resources/find-long-lived-work-in-handler.ts';
import { findLaterResourceUses } from '../acquired-resources/resource-uses-after-acquisition.ts';
import { findSessionUses } from '../acquired-resources/session-uses.ts';

/** Session or client, and the part of a handler during which it stays acquired. */
export interface ConnectionScope extends Candidate {
  readonly name: string;
  readonly function: number;
  readonly scope: SgNode;
  /** In the order of the text. */
  readonly uses: readonly SgNode[];
  /** Reason to ignore it, or null. */
  readonly exemption: string | null;
}

/** Sessions that FastAPI hands to handlers, and clients that handlers of Node.js take from a pool. */
export function* findConnectionScopes(audited: AuditedCode): Generator<ConnectionScope> {
  for (const session of listInjectedSessions(audited)) {
    const { name, function: index, node, file, line } = session;
    const scope = node.field('body');
    if (scope === null) continue;
    const longLived = findLongLivedWork(audited, session);
    const exemption =
      longLived === null || longLived.kind === 'download'
        ? null
        : 'the session is used in long-lived work, which streaming-holds-session and injected-session-in-long-lived-context report';
    const uses = findSessionUses(scope, name);
    yield { name, function: index, scope, uses, exemption, file, line, endLine: line };
  }
  for (const { site, node, file, line, endLine, kind } of listAcquiredResources(audited)) {
    const handle = findResultDestination(node);
    const isMeant = kind === 'connection' && handle.type === 'name';
    if (!isMeant || isPythonFunction(audited, site.function)) continue;
    if (audited.reachedBy(site.function) !== 'request') continue;
    const around = scopeOf(node);
    const scope = around.field('body');
    if (scope === null) continue;
    const uses = findLaterResourceUses(around, handle.name, node);
    const { name } = handle;
    yield { name, function: site.function, scope, uses, exemption: null, file, line, endLine };
  }
}
