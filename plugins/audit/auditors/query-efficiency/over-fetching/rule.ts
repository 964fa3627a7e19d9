import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import {
  findPartiallyUsedRows,
  judgePartiallyUsedRows,
  type PartiallyUsedRows,
} from './rows-loaded-only-for-count.ts';
import { findWideReads, judgeWideRead, type WideRead } from './unneeded-column-reads.ts';

/** Q651-17 to Q651-20: more is loaded than is used. */
export const OVER_FETCHING = defineRule<PartiallyUsedRows | WideRead>({
  id: 'over-fetching',
  principle: 'Query Efficiency / More data loaded than used',
  sources: [
    {
      name: 'SQLAlchemy 2.0: limiting which columns load with column deferral',
      url: 'https://docs.sqlalchemy.org/en/20/orm/queryguide/columns.html#limiting-which-columns-load-with-column-deferral',
    },
    {
      name: 'Prisma: select fields',
      url: 'https://www.prisma.io/docs/orm/prisma-client/queries/select-fields',
    },
  ],
  match: findReads,
  verify: (found, audited) =>
    'model' in found ? judgeWideRead(found, audited) : judgePartiallyUsedRows(found, audited),
});

/** Yields each read once: as a finding about its rows rather than about its columns. */
function* findReads(audited: AuditedCode): Generator<PartiallyUsedRows | WideRead> {
  const reported = new Set<string>();
  for (const found of findPartiallyUsedRows(audited)) {
    reported.add(keyOf(found));
    yield found;
  }
  for (const found of findWideReads(audited)) {
    if (!reported.has(keyOf(found))) yield found;
  }
}

function keyOf({ file, site }: CallCandidate): string {
  return `${file}:${site.raw.start}:${site.raw.end}`;
}
