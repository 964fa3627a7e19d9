import { EXIT, type Host, UserError } from 'perf-harness/plugin';
import type {
  DataPart,
  FixVerification,
  IncidentOnset,
  InvestigationReport,
} from '../document/investigation-document.ts';
import { readDataPart } from '../outputs/describe-incident-impact.ts';
import {
  type ReadObservationsOptions,
  readObservations,
} from '../read/read-log-files-into-observations.ts';
import { addVerification } from './add-fix-verification-to-report.ts';
import { followUpGrid } from './fix-follow-up-time-windows.ts';
import type { SuccessPreset } from './preset-fix-success-limits.ts';
import { type VerifiedFix, verifyFix } from './verify-fix-against-logs.ts';

/** Report with the new verification added, and the verification itself. */
export interface VerifiedInvestigation {
  readonly report: InvestigationReport;
  readonly verification: FixVerification;
}

/** Input of a verification: sources to read, the report and the fix. */
export interface VerifyInvestigationRequest extends Omit<ReadObservationsOptions, 'grid'> {
  readonly report: InvestigationReport;
  /**
   * Applies `work` to the current report and stores the result under a lock, since another fix may
   * have been verified while the logs were read.
   */
  readonly change: (
    work: (report: InvestigationReport) => VerifiedInvestigation,
  ) => VerifiedInvestigation;
  readonly fix: VerifiedFix;
  readonly preset: SuccessPreset | null;
}

/**
 * Compares the period after a fix with the incident, and stores the result.
 *
 * @throws UserError where the report has no degradation, or the fix precedes it.
 */
export async function verifyInvestigation(
  host: Host,
  { report: begun, change, fix, preset, ...reading }: VerifyInvestigationRequest,
): Promise<VerifiedInvestigation> {
  refuse(begun, fix);
  const { observed } = await readObservations(host, { ...reading, grid: followUpGrid(fix.after) });
  return change((report) => {
    const { data, onset } = refuse(report, fix);
    const now = host.clock.now();
    const fresh = verifyFix({ report, data, onset, fix, now, preset }, observed);
    const verified = addVerification(report, fresh);
    const kept = verified.verifications?.find(({ after }) => after === fresh.after);
    return { report: verified, verification: kept ?? fresh };
  });
}

/** Before a gigabyte of logs is read. */
function refuse(
  report: InvestigationReport,
  fix: VerifiedFix,
): { readonly data: DataPart; readonly onset: IncidentOnset } {
  const data = readDataPart(report);
  const onset = data?.onset ?? null;
  if (data === null || onset === null) throw nothingToVerify(report);
  if (fix.after <= Date.parse(onset.at)) throw beforeIt(report, fix, onset.at);
  return { data, onset };
}

function nothingToVerify({ id }: InvestigationReport): UserError {
  return new UserError({
    code: 'investigation-without-incident',
    message: `${id} found no degradation, so there are no values to compare a fix with.`,
    remedy:
      'Investigate with logs that start before the slowdown, or choose another investigation: perf-harness investigate list',
    exitCode: EXIT.baseline,
  });
}

function beforeIt({ id }: InvestigationReport, { fix, after }: VerifiedFix, at: string): UserError {
  return new UserError({
    code: 'investigation-fix-before',
    message: `"${fix}" took effect at ${new Date(after).toISOString()}, which is before ${id} began (${at}).`,
    remedy: 'Pass the time when the fix was deployed: --after 2026-11-24T16:05Z',
    exitCode: EXIT.usage,
  });
}
