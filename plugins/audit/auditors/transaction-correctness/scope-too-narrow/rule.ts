import { formatFunctionName } from '../../../analysis/find-call-candidates-by-name.ts';
import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, Ruling } from '../../../rule.ts';
import { findAutocommittedPairs } from './find-autocommitted-parent-and-child.ts';
import { findSeparateCommits } from './find-repeated-sqlalchemy-session-commits.ts';
import type { SeparatelyCommittedWrites } from './related-writes-committed-separately.ts';

const ONE_TRANSACTION: Readonly<Record<SeparatelyCommittedWrites['library'], string>> = {
  prisma: ': prisma.$transaction(async (tx) => …)',
  django: ': with transaction.atomic():',
  sqlalchemy:
    ' (a unit of work); if the second write needs the key of the first, flush the first instead of committing it',
};

/** T652-13 to T652-15: a failure between two commits leaves one write without the other. */
export const SCOPE_TOO_NARROW = defineRule({
  id: 'scope-too-narrow',
  principle: 'Transaction Correctness / Related writes in separate transactions',
  sources: [
    {
      name: 'PostgreSQL: transactions (all or nothing)',
      url: 'https://www.postgresql.org/docs/current/tutorial-transactions.html',
    },
  ],
  *match(audited): Generator<SeparatelyCommittedWrites> {
    yield* findSeparateCommits(audited);
    yield* findAutocommittedPairs(audited);
  },
  verify: judgeSeparateWrites,
});

function judgeSeparateWrites(found: SeparatelyCommittedWrites, audited: AuditedCode): Ruling {
  const { first, second, kind, library, file, exemption } = found;
  if (exemption !== null) return exemption;
  const name = formatFunctionName(audited, found.function);
  return {
    severity: kind === 'family' ? 'HIGH' : 'MEDIUM',
    issue: `${name} commits ${first.text} before ${second.text}, so a failure in between leaves the first write without the second`,
    recommendation: `Put ${first.text} and ${second.text} in one transaction${ONE_TRANSACTION[library]}`,
    effort: 'M',
    evidence: [{ file, line: first.line, text: `${first.text} is committed separately` }],
  };
}
