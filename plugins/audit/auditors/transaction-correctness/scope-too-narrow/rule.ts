import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { isSampleDataFunction } from '../../../analysis/is-sample-data-function.ts';
import { findEnclosingTransaction } from '../../../analysis/transactions/list-transactions.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { explainCallerTransaction } from './explain-transaction-opened-by-caller.ts';
import { findSeparateCommits } from './find-repeated-sqlalchemy-session-commits.ts';
import { judgeTransactionBypass } from './judge-transaction-bypass.ts';
import {
  findLocksBeforeTransaction,
  judgeLockBeforeTransaction,
  type LockBeforeTransaction,
} from './lock-before-transaction.ts';
import { findMissingTransactionOptions } from './missing-transaction-option.ts';
import type { SeparatelyCommittedWrites } from './related-writes-committed-separately.ts';
import {
  explainRequestTransaction,
  findAutocommittedPairs,
} from './related-writes-without-transaction.ts';
import type { TransactionBypass } from './transaction-bypass.ts';
import { findBypassingReads } from './transaction-bypassing-reads.ts';
import { findBypassingWrites } from './transaction-bypassing-writes.ts';

/** T652-13 to T652-15: a failure between two commits leaves one write without the other. */
export const SCOPE_TOO_NARROW = defineRule({
  id: 'scope-too-narrow',
  check: 'scope_too_narrow',
  principle: 'Transaction Correctness / Related writes in separate transactions',
  sources: [
    {
      name: 'PostgreSQL: transactions (all or nothing)',
      url: 'https://www.postgresql.org/docs/current/tutorial-transactions.html',
      retrieved: '2026-11-26',
    },
    {
      name: 'Django: select_for_update()',
      url: 'https://docs.djangoproject.com/en/stable/ref/models/querysets/#select-for-update',
      retrieved: '2026-11-27',
    },
  ],
  skip: () => null,
  *match(
    audited,
  ): Generator<SeparatelyCommittedWrites | TransactionBypass | LockBeforeTransaction> {
    yield* findSeparateCommits(audited);
    yield* findAutocommittedPairs(audited);
    yield* findBypassingWrites(audited);
    yield* findBypassingReads(audited);
    yield* findMissingTransactionOptions(audited);
    yield* findLocksBeforeTransaction(audited);
  },
  verify: (found, audited): Ruling => {
    if ('by' in found) {
      return found.by === 'past'
        ? judgeTransactionBypass(found, audited)
        : judgeLockBeforeTransaction(
            found,
            audited,
            explainRequestTransaction(audited, found.file) ?? whyTogether(found, audited),
          );
    }
    const why = found.exemption ?? whyTogether(found, audited);
    if (why !== null) return { outcome: 'dismissed', reason: why };
    const { first, second, kind, file } = found;
    const name = formatFunctionName(audited, found.function);
    return {
      outcome: 'confirmed',
      severity: severityOf(found, audited),
      issue:
        kind === 'replacement'
          ? `${name} commits the deletion by ${first.text} before ${second.text} inserts the replacement rows, so a failure in between leaves neither the old nor the new rows, and concurrent readers see no rows`
          : `${name} commits ${first.text} before ${second.text}, so a failure in between leaves the first write without the second`,
      recommendation: together(found),
      effort: 'M',
      evidence: [{ file, line: first.line, text: `${first.text} is committed separately` }],
    };
  },
});

/** Rates a pair of writes; sample data is LOW, since it can be created again. */
function severityOf({ kind, function: index }: SeparatelyCommittedWrites, audited: AuditedCode) {
  if (isSampleDataFunction(audited, index)) return 'LOW';
  return kind === 'family' ? 'HIGH' : 'MEDIUM';
}

/** In the words of its library. */
function together({ first, second, library, kind }: SeparatelyCommittedWrites): string {
  const both = `Put ${first.text} and ${second.text} in one transaction`;
  if (library === 'prisma') {
    return kind === 'replacement'
      ? `${both}: prisma.$transaction([…]) with both calls`
      : `${both}: prisma.$transaction(async (tx) => …), or nest the second in the first (create: { … })`;
  }
  if (library === 'typeorm') {
    return `${both}: dataSource.transaction(async (manager) => …), with the repositories of the manager`;
  }
  if (library === 'drizzle') return `${both}: db.transaction(async (tx) => …)`;
  if (library === 'django') return `${both}: with transaction.atomic():`;
  return `${both} (a unit of work); if the second write needs the key of the first, flush the first instead of committing it`;
}

type Place = Pick<SeparatelyCommittedWrites, 'file' | 'start' | 'function'>;

/** Decorator of Django signal receivers, which run while a row is saved or deleted. */
const RECEIVES = /^(?:\w+\.)?receiver$/u;

function whyTogether(found: Place, audited: AuditedCode): string | null {
  const own = findEnclosingTransaction(audited, found.file, found.start);
  if (own !== null && own.kind !== 'autobegun') return `both writes run inside ${own.begun}`;
  const marks = audited.code.rawOf(found.function).decorators;
  if (found.file.endsWith('.py') && marks.some(({ name }) => RECEIVES.test(name))) {
    return "a signal receiver runs in the sender's transaction";
  }
  return explainCallerTransaction(audited, found.function);
}
