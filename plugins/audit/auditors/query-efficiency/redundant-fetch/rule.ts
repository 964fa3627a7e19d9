import { defineRule } from '../../../auditor.ts';
import type { AuditedCode, CallCandidate, Candidate, Ruling } from '../../../rule.ts';
import { findLookupsBeforeInsert, judgeLookupBeforeInsert } from './lookup-before-insert.ts';
import { findRefetchedEntities, judgeRefetchedEntity } from './refetched-entities.ts';
import { findRepeatedReads, judgeRepeatedRead } from './repeated-reads.ts';
import {
  findSingleBranchReads,
  judgeSingleBranchRead,
} from './rows-fetched-unconditionally-but-used-in-one-branch.ts';

/** Candidate with the function that judges it. */
interface Shaped extends Candidate {
  readonly judge: () => Ruling;
}

/** Q651-02 to Q651-09: refetched data that a function or caller has, or a needless lookup. */
export const REDUNDANT_FETCH = defineRule({
  id: 'redundant-fetch',
  check: 'redundant_fetch',
  principle: 'Query Efficiency / Loaded data fetched again',
  sources: [
    {
      name: 'SQLAlchemy 2.0: expiring and refreshing, when to expire or refresh',
      url: 'https://docs.sqlalchemy.org/en/20/orm/session_state_management.html#refreshing-expiring',
      retrieved: '2026-11-26',
    },
  ],
  skip: () => null,
  match: shapes,
  verify: ({ judge }) => judge(),
});

function* shapes(audited: AuditedCode): Generator<Shaped> {
  const told = new Set<string>();
  for (const found of findRefetchedEntities(audited)) {
    told.add(keyOf(found));
    yield { ...placeOf(found), judge: () => judgeRefetchedEntity(found, audited) };
  }
  for (const found of findRepeatedReads(audited)) {
    if (told.has(keyOf(found))) continue;
    yield { ...placeOf(found), judge: () => judgeRepeatedRead(found, audited) };
  }
  for (const found of findSingleBranchReads(audited)) {
    if (told.has(keyOf(found))) continue;
    yield { ...placeOf(found), judge: () => judgeSingleBranchRead(found, audited) };
  }
  for (const found of findLookupsBeforeInsert(audited)) {
    yield { ...placeOf(found), judge: () => judgeLookupBeforeInsert(found, audited) };
  }
}

function placeOf({ file, line, endLine }: Candidate): Candidate {
  return { file, line, endLine };
}

function keyOf({ file, site }: CallCandidate): string {
  return `${file}:${site.raw.start}:${site.raw.end}`;
}
