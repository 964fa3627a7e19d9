import { assertNever } from '../model/assert-never.ts';
import type { BisectReport } from '../model/documents/bisect-document.ts';
import type { CapacityReport } from '../model/documents/capacity-document.ts';
import type { ProfileReport } from '../model/documents/profile-document.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import type {
  ComparisonReport,
  Report,
} from '../model/documents/run-report-and-comparison-document.ts';
import { EXIT, type ExitCode, strongestExitCode } from '../model/exit-code.ts';

/** Returns the exit code of a bisection: 3 where it ran without reaching a conclusive answer. */
export function exitCodeForBisect({
  outcome,
  ends,
}: Pick<BisectReport, 'outcome' | 'ends'>): ExitCode {
  switch (outcome) {
    case 'found':
    case 'range':
    case 'ends-alike':
      return EXIT.ok;
    case 'ends-undecided':
    case 'not-confirmed':
    case 'undecided':
      return EXIT.inconclusive;
    case 'ends-incomparable':
      return exitCodeForComparison({ ...ends, verdict: 'incomparable' }, { strict: true });
    case 'interrupted':
      return EXIT.interrupted;
    default:
      return assertNever(outcome);
  }
}

/** The exit code that a capacity search ends the command with. */
export function exitCodeForCapacity(
  { outcome, findings }: Pick<CapacityReport, 'outcome' | 'findings'>,
  { strict }: ExitCodeOptions,
): ExitCode {
  switch (outcome) {
    case 'found':
      return EXIT.ok;
    case 'lower-bound':
    case 'undecided':
      return strict ? EXIT.inconclusive : EXIT.ok;
    case 'none-kept':
      return EXIT.failed;
    case 'failed':
      return EXIT.target;
    case 'blocked':
      return strongestExitCode(listBlockedExitCodes({ findings }));
    case 'interrupted':
      return EXIT.interrupted;
    default:
      return assertNever(outcome);
  }
}

/** The exit code that profiling ends the command with. */
export function exitCodeForProfile({ state }: Pick<ProfileReport, 'state'>): ExitCode {
  switch (state) {
    case 'completed':
      return EXIT.ok;
    case 'failed':
      return EXIT.target;
    case 'interrupted':
      return EXIT.interrupted;
    default:
      return assertNever(state);
  }
}

export interface ExitCodeOptions {
  /** True if an inconclusive result fails the command. */
  readonly strict: boolean;
}

/** Findings of level error that stop a run with a code other than that of a blocked preflight. */
const BLOCKING_FINDING_CODES: Readonly<Record<string, ExitCode>> = {
  'prepare-failed': EXIT.target,
  'install-failed': EXIT.target,
  'checkout-failed': EXIT.target,
  'submodule-missing': EXIT.target,
  'lfs-pointers': EXIT.target,
  'command-not-found': EXIT.target,
  'tool-missing': EXIT.tool,
  'tool-version': EXIT.tool,
  'package-manager-missing': EXIT.tool,
};

/** The exit code that a report of runs ends the command with. */
export function exitCodeFor(report: Report, options: ExitCodeOptions): ExitCode {
  return strongestExitCode(report.runs.flatMap((run) => exitCodesForRun(run, options)));
}

/** The exit code that a comparison ends the command with. */
export function exitCodeForComparison(
  { verdict, runs }: Pick<ComparisonReport, 'verdict' | 'runs'>,
  { strict }: ExitCodeOptions,
): ExitCode {
  switch (verdict) {
    case 'pass':
      return EXIT.ok;
    case 'fail':
      return EXIT.failed;
    case 'incomparable':
      return strongestExitCode([EXIT.baseline, ...runs.flatMap(exitCodesForSide)]);
    case 'inconclusive':
      return strict ? EXIT.inconclusive : EXIT.ok;
    default:
      return assertNever(verdict);
  }
}

/** A side that could not be measured; stored runs were judged when they were made. */
function exitCodesForSide(run: RunRecord): readonly ExitCode[] {
  if (run.side === undefined || run.state !== 'failed') return [];
  if (run.stop === 'blocked') return listBlockedExitCodes(run);
  return run.stop === 'outside-files' ? [] : [EXIT.target];
}

function exitCodesForRun(run: RunRecord, { strict }: ExitCodeOptions): readonly ExitCode[] {
  switch (run.state) {
    case 'interrupted':
      return [EXIT.interrupted];
    case 'failed':
      return run.stop === 'blocked' ? listBlockedExitCodes(run) : [EXIT.target];
    case 'completed':
    case 'running':
      if (run.verdict === 'fail') return [EXIT.failed];
      return run.verdict === 'inconclusive' && strict ? [EXIT.inconclusive] : [];
    default:
      return assertNever(run.state);
  }
}

/** Returns the exit codes of a run not measured because an earlier check found an error. */
export function listBlockedExitCodes({
  findings,
}: Pick<RunRecord, 'findings'>): readonly ExitCode[] {
  const errors = findings.filter(({ level }) => level === 'error');
  return errors.length === 0
    ? [EXIT.blocked]
    : errors.map(({ id }) => BLOCKING_FINDING_CODES[id] ?? EXIT.blocked);
}
