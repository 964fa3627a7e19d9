import { around, isFunction } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findEnclosingTransaction } from '../../../analysis/transactions/list-transactions.ts';
import type { AuditedCode } from '../../../rule.ts';
import { type AutocommittedWrite, findAutocommittedWrites } from './find-autocommitted-writes.ts';
import type { SeparatelyCommittedWrites } from './related-writes-committed-separately.ts';

const BLOCKS: ReadonlySet<unknown> = new Set(['statement_block', 'block', 'program', 'module']);

/**
 * Yields pairs of writes without a transaction: a row and a row that depends on it, or a deletion
 * of rows and their recreation.
 */
export function* findAutocommittedPairs(
  audited: AuditedCode,
): Generator<SeparatelyCommittedWrites> {
  for (const [index, { file }] of audited.code.facts.functions.entries()) {
    const writes = findAutocommittedWrites(audited, index);
    for (const [at, second] of writes.entries()) {
      const earlier = writes.slice(0, at);
      const parent = earlier.find((write) => isParent(write, second));
      const first = parent ?? earlier.findLast((write) => isReplaced(audited, file, write, second));
      if (first === undefined) continue;
      const { call, raw } = second.site;
      yield {
        file,
        line: call.line,
        endLine: call.endLine,
        function: index,
        kind: parent === undefined ? 'replacement' : 'family',
        first: { text: `${first.site.call.callee}()`, line: first.site.call.line },
        second: { text: `${call.callee}()`, line: call.line },
        library: file.endsWith('.py') ? 'django' : 'prisma',
        exemption: explainTransaction(audited, file, raw.start),
      };
      break;
    }
  }
}

/** True if the second write receives the row of the first, or its key. */
function isParent(first: AutocommittedWrite, second: AutocommittedWrite): boolean {
  if (first.verb !== 'create' || second.verb !== 'create' || first.model === second.model) {
    return false;
  }
  const key = new RegExp(`[:=,(]\\s*${first.row}(?:\\.(?:id|pk|uuid)\\b|\\s*[,)}])`, 'u');
  return first.row !== null && key.test(second.site.raw.argumentText);
}

/** True if rows of a model are deleted and then replaced: a failure in between leaves none. */
function isReplaced(
  audited: AuditedCode,
  file: string,
  first: AutocommittedWrite,
  second: AutocommittedWrite,
): boolean {
  if (first.verb !== 'delete' || second.verb !== 'create') return false;
  // A single new token is simply requested again.
  const isListStored = second.isOfMany || second.site.call.loops > 0;
  if (first.model !== second.model || !first.isOfMany || !isListStored) return false;
  const before = findCallNode(audited, { file, site: first.site });
  const after = findCallNode(audited, { file, site: second.site });
  if (before === null || after === null) return false;
  const block = [...around(before)].find((node) => BLOCKS.has(node.kind()) || isFunction(node));
  // A deletion in one branch is not followed by a creation in the other.
  return [...around(after)].some((ancestor) => ancestor.id() === block?.id());
}

function explainTransaction(audited: AuditedCode, file: string, offset: number): string | null {
  if (/(?:^|\/)seeds?(?:\/|\.|er)|(?:^|\/)management\/commands\//u.test(file)) {
    return 'the code is run manually to seed a database and can be rerun';
  }
  const transaction = findEnclosingTransaction(audited, file, offset);
  return transaction === null ? null : `both writes run inside ${transaction.begun}`;
}
