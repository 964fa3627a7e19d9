import { isPython } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { directCalls } from '../../../look/transactions/calls-in-transaction.ts';
import { handlesOf, isHanded } from '../../../look/transactions/transaction-handles.ts';
import { receiverOf } from '../../../look/transactions/transaction-names.ts';
import { transactionsOf } from '../../../look/transactions/transactions.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { PastCandidate } from './past-candidate.ts';
import { writesBy } from './script-writes.ts';

const READS =
  /^\.(\w+)\.(?:findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findMany|count|aggregate|groupBy)$/u;
const MODEL = /^\.(\w+)\.\w+$/u;

/**
 * Prisma: rows of a model that the transaction writes, read by the client beside it. The read sees nothing of what
 * was written before, and locks nothing of what is written after. Of other models it says the same either way.
 */
export function* pastReads(audited: AuditedCode): Generator<PastCandidate> {
  for (const transaction of transactionsOf(audited)) {
    if (isPython(audited, transaction.function) || !/\.\$transaction$/u.test(transaction.begun))
      continue;
    const client = receiverOf(transaction.begun);
    const handles = handlesOf(audited, transaction);
    if (handles === null || handles.has(client)) continue;
    const [handle] = handles;
    if (handle === undefined) continue;
    const sites = directCalls(audited, transaction);
    const written = new Set(
      sites
        .filter((site) => writesBy(site, handle))
        .map(({ call }) => MODEL.exec(call.callee.slice(handle.length))?.[1]),
    );
    for (const site of sites) {
      const { callee } = site.call;
      const model = callee.startsWith(client) ? READS.exec(callee.slice(client.length))?.[1] : null;
      if (model == null || !written.has(model)) continue;
      const node = nodeOf(audited, { file: transaction.file, site });
      if (node === null || isHanded(site, node, handles)) continue;
      yield {
        by: 'past',
        function: transaction.function,
        handle,
        how: 'read',
        through: null,
        file: transaction.file,
        line: site.call.line,
        endLine: site.call.endLine,
        write: site,
        begun: transaction.begun,
        beginLine: transaction.beginLine,
        start: site.raw.start,
      };
    }
  }
}
