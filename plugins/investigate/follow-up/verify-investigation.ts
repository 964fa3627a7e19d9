import {
  type DataPart,
  EXIT,
  type FixVerification,
  type Host,
  type IncidentOnset,
  type InvestigationReport,
  UserError,
} from 'perf-harness';
import type { FindChangePoints } from '../data/find-onset.ts';
import { dataOf } from '../outputs/impact-of.ts';
import { type ReadObservedOptions, readObserved } from '../read/read-observed.ts';
import { followUpGrid } from './follow-up-grid.ts';
import type { SuccessPreset } from './success-preset.ts';
import { type VerifiedFix, verifyFix } from './verify-fix.ts';
import { withVerification } from './with-verification.ts';

/** What is read after a fix, and what it is held against. */
export interface VerifyInvestigation extends Omit<ReadObservedOptions, 'grid'> {
  /** Read anew after the logs were: others may have verified another fix meanwhile. */
  readonly report: () => InvestigationReport;
  readonly fix: VerifiedFix;
  readonly preset: SuccessPreset | null;
  readonly find: FindChangePoints;
}

/**
 * The report with one more verification in it.
 *
 * @throws UserError where the report knows of nothing that became worse, or the fix came before it.
 */
export async function verifyInvestigation(
  host: Host,
  { report: load, fix, preset, find, ...reading }: VerifyInvestigation,
): Promise<{ readonly report: InvestigationReport; readonly verification: FixVerification }> {
  refuse(load(), fix);
  const { observed } = await readObserved(host, { ...reading, grid: followUpGrid(fix.after) });
  const report = load();
  const { data, onset } = refuse(report, fix);
  const now = host.clock.now();
  const fresh = verifyFix({ report, data, onset, fix, now, preset, find }, observed);
  const verified = withVerification(report, fresh);
  const kept = verified.verifications?.find(({ after }) => after === fresh.after);
  return { report: verified, verification: kept ?? fresh };
}

/** Before a gigabyte of logs is read. */
function refuse(
  report: InvestigationReport,
  fix: VerifiedFix,
): { readonly data: DataPart; readonly onset: IncidentOnset } {
  const data = dataOf(report);
  const onset = data?.onset ?? null;
  if (data === null || onset === null) throw nothingToVerify(report);
  if (fix.after <= Date.parse(onset.at)) throw beforeIt(report, fix, onset.at);
  return { data, onset };
}

function nothingToVerify({ id }: InvestigationReport): UserError {
  return new UserError({
    code: 'investigation-without-incident',
    message: `${id} found nothing that became worse; there are no numbers to hold a fix against.`,
    remedy:
      'Investigate with logs that begin before it was slow, or name another: perf-harness investigate list',
    exitCode: EXIT.baseline,
  });
}

function beforeIt({ id }: InvestigationReport, { fix, after }: VerifiedFix, at: string): UserError {
  return new UserError({
    code: 'investigation-fix-before',
    message: `"${fix}" came into use ${new Date(after).toISOString()}, which is before ${id} began (${at}).`,
    remedy: 'Name the moment that the fix was deployed: --after 2026-11-24T16:05Z',
    exitCode: EXIT.usage,
  });
}
