import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { listDirectCalls } from '../../../analysis/transactions/direct-and-transitive-calls-in-transaction.ts';
import { listTransactions } from '../../../analysis/transactions/list-transactions.ts';
import { readReceiver } from '../../../analysis/transactions/recognize-transaction-and-write-calls.ts';
import {
  findTransactionHandles,
  receivesHandle,
} from '../../../analysis/transactions/variables-holding-transaction.ts';
import type { AuditedCode } from '../../../rule.ts';
import { isClientWrite } from './javascript-database-writes.ts';
import type { TransactionBypass } from './transaction-bypass.ts';

const READS =
  /^\.(\w+)\.(?:findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findMany|count|aggregate|groupBy)$/u;
const MODEL = /^\.(\w+)\.\w+$/u;

/**
 * Yields Prisma reads through the client, in a transaction that writes the same model. Such a read
 * does not see earlier writes and locks no rows for later writes. For other models, the result is
 * the same either way.
 */
export function* findBypassingReads(audited: AuditedCode): Generator<TransactionBypass> {
  for (const transaction of listTransactions(audited)) {
    if (
      isPythonFunction(audited, transaction.function) ||
      !/\.\$transaction$/u.test(transaction.begun)
    )
      continue;
    const client = readReceiver(transaction.begun);
    const handles = findTransactionHandles(audited, transaction);
    if (handles === null || handles.has(client)) continue;
    const [handle] = handles;
    if (handle === undefined) continue;
    const sites = listDirectCalls(audited, transaction);
    const written = new Set(
      sites
        .filter((site) => isClientWrite(site, handle))
        .map(({ call }) => MODEL.exec(call.callee.slice(handle.length))?.[1]),
    );
    for (const site of sites) {
      const { callee } = site.call;
      const model = callee.startsWith(client) ? READS.exec(callee.slice(client.length))?.[1] : null;
      if (model == null || !written.has(model)) continue;
      const node = findCallNode(audited, { file: transaction.file, site });
      if (node === null || receivesHandle(site, node, handles)) continue;
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
