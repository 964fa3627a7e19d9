import type { SgNode } from '@ast-grep/napi';
import { scopeOf } from '../../../../analysis/index.ts';
import {
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import {
  type AcquiredResource,
  listAcquiredResources,
} from '../acquired-resources/acquired-resource.ts';
import { findResultDestination } from '../acquired-resources/classify-call-result-ownership.ts';
import { findReleaseCalls } from '../acquired-resources/release-calls.ts';
import { findLaterResourceUses } from '../acquired-resources/resource-uses-after-acquisition.ts';

/** Node.js handler that releases its connection when the other side disconnects. */
export interface ConnectionHoldingStream extends Candidate {
  readonly by: 'closing';
  readonly exemption: string | null;
  readonly issue: string;
  readonly recommendation: string;
}

/** Methods that register a listener for the end of a request or a socket. */
const ENDS = /\.(?:on|once|addEventListener)$/u;
const END_NAMES = /^['"`](?:close|end|finish|disconnect|aborted|abort)['"`]$/u;
/** Code that needs its connection for as long as it runs. */
const OWN_STREAM = /\b(?:QueryStream|Cursor)\b|\bLISTEN\b|\.(?:queryStream|stream)\s*\(/u;

export function* findConnectionHoldingStreams(
  audited: AuditedCode,
): Generator<ConnectionHoldingStream> {
  for (const found of listAcquiredResources(audited)) {
    if (found.kind !== 'connection' || isPythonFunction(audited, found.site.function)) continue;
    const handle = findResultDestination(found.node);
    if (handle.type !== 'name' || audited.reachedBy(found.site.function) !== 'request') continue;
    const uses = findLaterResourceUses(scopeOf(found.node), handle.name, found.node);
    const releases = findReleaseCalls(uses, found.release);
    const ending = releases.map(endOf).find((clause) => clause !== null);
    if (ending === undefined || releases.length > 1) continue;
    yield streamOf(audited, found, handle.name, ending);
  }
}

function streamOf(
  audited: AuditedCode,
  { site, file, line, endLine, node }: AcquiredResource,
  name: string,
  ending: string,
): ConnectionHoldingStream {
  const subject = formatFunctionName(audited, site.function);
  const text = scopeOf(node).text();
  return {
    by: 'closing',
    file,
    line,
    endLine,
    exemption: OWN_STREAM.test(text) ? 'the stream reads from this connection' : null,
    issue: `${subject} acquires ${name} with ${site.call.callee} and releases it in ${ending}, so the connection is held for as long as the stream lasts`,
    recommendation: `Acquire ${name} for each query and release it in a finally block; the pool can do both: ${site.call.callee.replace(/\.\w+$/u, '')}.query(…)`,
  };
}

/** Returns the event that a release waits for, or null. */
function endOf(release: SgNode): string | null {
  for (let at: SgNode | null = release; at !== null; at = at.parent()) {
    const list = at.parent();
    const callee = list?.kind() === 'arguments' ? list.parent()?.field('function')?.text() : '';
    const event = list?.child(1)?.text() ?? '';
    if (ENDS.test(callee ?? '') && END_NAMES.test(event)) return `${callee}(${event})`;
  }
  return null;
}
