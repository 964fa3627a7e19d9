import type { SgNode } from '@ast-grep/napi';
import {
  createCallCandidate,
  isAsyncFunction,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { blocksEventLoop, explainAbsence } from '../event-loop-blocking-impact.ts';
import {
  type BlockingChain,
  findBlockingChains,
} from './call-paths-from-async-to-blocking-code.ts';

/** Call in async code that blocks the event loop, itself or through its callees. */
export interface BlockingWork<Found extends CallCandidate> extends CallCandidate {
  readonly node: SgNode;
  readonly blocking: Found;
  /** null if the blocking call is in the async code itself. */
  readonly chain: BlockingChain<Found> | null;
}

/** Yields each call in async code that is, or leads to, one of these calls. */
export function* findBlockingWork<Found extends CallCandidate>(
  audited: AuditedCode,
  calls: Iterable<Found>,
  isReal: (found: Found, node: SgNode) => boolean,
): Generator<BlockingWork<Found>> {
  const below: Found[] = [];
  for (const blocking of calls) {
    const node = findCallNode(audited, blocking.site);
    if (node === null) continue;
    if (isOnEventLoop(audited, blocking.site.function, node)) {
      yield { ...blocking, node, blocking, chain: null };
    } else if (
      !isExcludedFile(blocking.file) &&
      explainAbsence(node) === null &&
      isReal(blocking, node)
    ) {
      below.push(blocking);
    }
  }
  for (const chain of findBlockingChains(audited, below)) {
    const [site] = chain.steps;
    const node = findCallNode(audited, site);
    if (node !== null)
      yield { ...createCallCandidate(audited, site), node, blocking: chain.found, chain };
  }
}

/** True for code that runs on the event loop: async in Python; also handlers in Node.js. */
export function isOnEventLoop(audited: AuditedCode, index: number, node: SgNode): boolean {
  return isPythonFunction(audited, index)
    ? isAsyncFunction(audited, index)
    : blocksEventLoop(audited, index, node);
}
