import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, CallCandidate, Candidate, Ruling } from '../../../rule.ts';
import {
  ALL_PAGES_SEARCH,
  findAllPagesLoops,
  judgeAllPagesLoop,
} from './loops-over-whole-django-paginator.ts';
import { findPartiallyUsedRows, judgePartiallyUsedRows } from './rows-loaded-only-for-count.ts';
import {
  findScopedReads,
  judgeScopedRead,
} from './sequelize-column-selection-with-default-scope.ts';
import { findWideReads, judgeWideRead } from './unneeded-column-reads.ts';
import { findWholeDocuments, judgeWholeDocument } from './whole-mongodb-document-reads.ts';

/** Candidate with the function that judges it. */
interface Shaped extends Candidate {
  readonly judge: () => Ruling;
}

/** Q651-17 to Q651-20: more is loaded than is used. */
export const OVER_FETCHING = defineRule({
  id: 'over-fetching',
  check: 'over_fetching',
  principle: 'Query Efficiency / More data loaded than used',
  sources: [
    {
      name: 'SQLAlchemy 2.0: limiting which columns load with column deferral',
      url: 'https://docs.sqlalchemy.org/en/20/orm/queryguide/columns.html#limiting-which-columns-load-with-column-deferral',
      retrieved: '2026-11-26',
    },
    {
      name: 'Prisma: select fields',
      url: 'https://www.prisma.io/docs/orm/prisma-client/queries/select-fields',
      retrieved: '2026-11-26',
    },
  ],
  searches: [ALL_PAGES_SEARCH],
  skip: () => null,
  match: shapes,
  verify: ({ judge }) => judge(),
});

/** Yields each read once: as a finding about its rows rather than about its columns. */
function* shapes(audited: AuditedCode): Generator<Shaped> {
  const told = new Set<string>();
  for (const found of findPartiallyUsedRows(audited)) {
    told.add(keyOf(found));
    yield { ...placeOf(found), judge: () => judgePartiallyUsedRows(found, audited) };
  }
  for (const found of findScopedReads(audited)) {
    told.add(keyOf(found));
    yield { ...placeOf(found), judge: () => judgeScopedRead(found, audited) };
  }
  for (const found of findAllPagesLoops(audited)) {
    yield { ...placeOf(found), judge: () => judgeAllPagesLoop(found, audited) };
  }
  for (const found of findWholeDocuments(audited)) {
    yield { ...placeOf(found), judge: () => judgeWholeDocument(found, audited) };
  }
  for (const found of findWideReads(audited)) {
    if (told.has(keyOf(found))) continue;
    yield { ...placeOf(found), judge: () => judgeWideRead(found, audited) };
  }
}

function placeOf({ file, line, endLine }: Candidate): Candidate {
  return { file, line, endLine };
}

function keyOf({ file, site }: CallCandidate): string {
  return `${file}:${site.raw.start}:${site.raw.end}`;
}
