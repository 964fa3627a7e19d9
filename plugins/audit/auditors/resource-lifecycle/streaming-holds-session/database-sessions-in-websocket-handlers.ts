import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../../../analysis/index.ts';
import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import { listAcquiredResources } from '../acquired-resources/acquired-resource.ts';
import { findEndlessLoop } from '../acquired-resources/estimate-wait-duration-of-loop-or-call.ts';

/** Session that a WebSocket handler opens itself, around the whole conversation. */
export interface WebSocketSession extends Candidate {
  readonly by: 'with';
  readonly exemption: string | null;
  readonly issue: string;
  readonly recommendation: string;
}

export function* findWebSocketSessions(audited: AuditedCode): Generator<WebSocketSession> {
  const { code } = audited;
  for (const { site, node, file, line, endLine, kind } of listAcquiredResources(audited)) {
    const isMeant =
      kind === 'connection' &&
      code
        .rawOf(site.function)
        .decorators.some((decorator) => /(?:^|\.)websocket$/u.test(decorator.name));
    const block = isMeant ? blockOf(node) : null;
    const scope = isMeant ? findFunctionNode(audited, site.function) : null;
    if (block === null || scope === null || scopeOf(node).id() !== scope.id()) continue;
    const loop = findEndlessLoop(block);
    if (loop === null) continue;
    const subject = formatFunctionName(audited, site.function);
    yield {
      by: 'with',
      file,
      line,
      endLine,
      exemption: null,
      issue: `${subject} opens ${site.call.callee} around the loop at line ${loop.range().start.line + 1}, so its connection is held for as long as the WebSocket stays open`,
      recommendation: `Open ${site.call.callee} inside the loop, for each message`,
    };
  }
}

/** The body of the `with` that a call heads. */
function blockOf(call: SgNode): SgNode | null {
  const HEADS = ['as_pattern', 'with_item', 'with_clause'];
  let at = call.parent();
  while (at !== null && HEADS.includes(String(at.kind()))) at = at.parent();
  return at?.kind() === 'with_statement' ? at.field('body') : null;
}
