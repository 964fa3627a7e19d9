import type { BisectReport } from '../model/documents/bisect-document.ts';
import type { CapacityReport } from '../model/documents/capacity-document.ts';
import type { ProfileReport } from '../model/documents/profile-document.ts';
import type { RunRecord } from '../model/documents/run-record.ts';
import type {
  ComparisonReport,
  Report,
} from '../model/documents/run-report-and-comparison-document.ts';
import { EXIT, type ExitCode, strongestExitCode } from '../model/exit-code.ts';

/** Exit codes of a bisection: 3 where it ran without reaching a conclusive answer. */
const BISECT_CODES: Readonly<
  Record<Exclude<BisectReport['outcome'], 'ends-incomparable'>, ExitCode>
> = {
  found: EXIT.ok,
  range: EXIT.ok,
  'ends-alike': EXIT.ok,
  'ends-undecided': EXIT.inconclusive,
  'not-confirmed': EXIT.inconclusive,
  undecided: EXIT.inconclusive,
  interrupted: EXIT.interrupted,
};

export function exitCodeForBisect({
  outcome,
  ends,
}: Pick<BisectReport, 'outcome' | 'ends'>): ExitCode {
  if (outcome !== 'ends-incomparable') return BISECT_CODES[outcome];
  return exitCodeForComparison({ ...ends, verdict: 'incomparable' }, { strict: true });
}

/** The exit code that a capacity search ends the command with. */
export function exitCodeForCapacity(
  { outcome, findings }: Pick<CapacityReport, 'outcome' | 'findings'>,
  { strict }: ExitCodeOptions,
): ExitCode {
  if (outcome === 'blocked') return strongestExitCode(listBlockedExitCodes({ findings }));
  const undecided = strict ? EXIT.inconclusive : EXIT.ok;
  return {
    found: EXIT.ok,
    'lower-bound': undecided,
    undecided,
    'none-kept': EXIT.failed,
    failed: EXIT.target,
    interrupted: EXIT.interrupted,
  }[outcome];
}

export function exitCodeForProfile({ state }: Pick<ProfileReport, 'state'>): ExitCode {
  return { completed: EXIT.ok, failed: EXIT.target, interrupted: EXIT.interrupted }[state];
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

export function exitCodeForComparison(
  { verdict, runs }: Pick<ComparisonReport, 'verdict' | 'runs'>,
  { strict }: ExitCodeOptions,
): ExitCode {
  if (verdict === 'incomparable') {
    return strongestExitCode([EXIT.baseline, ...runs.flatMap(exitCodesForSide)]);
  }
  const inconclusive = strict ? EXIT.inconclusive : EXIT.ok;
  return { pass: EXIT.ok, fail: EXIT.failed, inconclusive }[verdict];
}

/** A side that could not be measured; stored runs were judged when they were made. */
function exitCodesForSide(run: RunRecord): readonly ExitCode[] {
  if (run.side === undefined || run.state !== 'failed') return [];
  if (run.stop === 'blocked') return listBlockedExitCodes(run);
  return run.stop === 'outside-files' ? [] : [EXIT.target];
}

function exitCodesForRun(run: RunRecord, { strict }: ExitCodeOptions): readonly ExitCode[] {
  if (run.state === 'interrupted') return [EXIT.interrupted];
  if (run.state === 'failed') {
    return run.stop === 'blocked' ? listBlockedExitCodes(run) : [EXIT.target];
  }
  if (run.verdict === 'fail') return [EXIT.failed];
  return run.verdict === 'inconclusive' && strict ? [EXIT.inconclusive] : [];
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
