import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../../../analysis/index.ts';
import { isPython } from '../../../look/calls.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import { acquiredIn } from '../held/acquired.ts';
import { handleOf } from '../held/handle.ts';
import { injectedSessions } from '../held/injected-sessions.ts';
import { longLivedIn } from '../held/long-lived.ts';
import { sessionUses } from '../held/session-uses.ts';
import { usesAfter } from '../held/uses-after.ts';

/** Session or client, and the part of a handler during which it stays acquired. */
export interface HeldScope extends Candidate {
  readonly name: string;
  readonly function: number;
  readonly scope: SgNode;
  /** In the order of the text. */
  readonly uses: readonly SgNode[];
  /** Why it is of no interest; null: it may be. */
  readonly excuse: string | null;
}

/** Sessions that FastAPI hands to handlers, and clients that handlers of Node.js take from a pool. */
export function* heldScopes(audited: AuditedCode): Generator<HeldScope> {
  for (const session of injectedSessions(audited)) {
    const { name, function: index, node, file, line } = session;
    const scope = node.field('body');
    if (scope === null) continue;
    const longLived = longLivedIn(audited, session);
    const excuse =
      longLived === null || longLived.kind === 'download'
        ? null
        : 'it lasts for long: streaming-holds-session and injected-session-in-long-lived-context tell of it';
    const uses = sessionUses(scope, name);
    yield { name, function: index, scope, uses, excuse, file, line, endLine: line };
  }
  for (const { site, node, file, line, endLine, kind } of acquiredIn(audited)) {
    const handle = handleOf(node);
    const isMeant = kind === 'connection' && handle.type === 'name';
    if (!isMeant || isPython(audited, site.function)) continue;
    if (audited.reachedBy(site.function) !== 'request') continue;
    const around = scopeOf(node);
    const scope = around.field('body');
    if (scope === null) continue;
    const uses = usesAfter(around, handle.name, node);
    const { name } = handle;
    yield { name, function: site.function, scope, uses, excuse: null, file, line, endLine };
  }
}
