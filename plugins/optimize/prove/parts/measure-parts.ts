import { type Host, measure } from 'perf-harness/plugin';
import type { CallTimes, CheckResult } from '../../document/behavior-check-result.ts';
import type { Proof, ProofGain, ProofPart } from '../../document/proof-document.ts';
import { defaultLimits } from '../../strike/compare-project-folder-performance.ts';
import type { CheckChange } from '../../strike/plan-execution-types.ts';
import { createTestJudge } from '../../strike/run-project-tests.ts';
import { restoreState } from '../../strike/save-and-restore-worktree.ts';
import type { Worktree } from '../../strike/trial-worktrees.ts';
import { measureBenchmark } from '../measure-by-benchmarks.ts';
import { type ComparedFolders, measureChange } from '../measure-change.ts';
import { recordingCommand, runTestsIn } from '../run-tests-with-and-without-change.ts';
import { findPartGains, type PartMeasurements, type PartsRequest } from './find-part-gains.ts';

type WholeResults = Pick<Proof, 'tests' | 'check' | 'gains'>;

interface PartsMeasurement
  extends Pick<PartsRequest, 'base' | 'head' | 'files' | 'openRest' | 'report'> {
  /** Scenario that was selected; null: every scenario of the project. */
  readonly scenario: string | null;
  readonly metrics: readonly string[] | null;
  readonly check: CheckChange;
  readonly signal: AbortSignal;
}

/**
 * Measures a change that is proven faster without each of its parts, as its gain was shown: by the
 * scenarios that improve, else by the recorded calls.
 */
export function measureParts(
  request: PartsMeasurement,
  { tests: { command }, check, gains }: WholeResults,
): Promise<readonly ProofPart[]> {
  const { head } = request;
  const whole = { worktree: head.worktree, tree: head.after };
  const judge = createTestJudge(() => runTestsIn(whole, command ?? ''));
  const improved = gains.filter(({ verdict }) => verdict === 'improved');
  const faster = check?.state === 'same' ? (check.faster ?? []) : [];
  return findPartGains({
    ...request,
    test: (side) => judge.judge(() => runTestsIn(side, command ?? '')),
    measure: async (rest) => {
      if (improved.length === 0) {
        return judgePartByCalls(await timeCallsWithout(rest, request, command), faster);
      }
      const { metrics, signal } = request;
      const limits = defaultLimits(rest.host);
      const folders = { base: rest.root, head: head.worktree.root, metrics, limits, signal };
      return judgePartByScenarios(await measureAgain(rest.host, folders, improved));
    },
  });
}

/** Measures the scenarios and benchmarks of some gains again, in other folders. */
async function measureAgain(
  host: Host,
  folders: ComparedFolders,
  improved: Proof['gains'],
): Promise<Proof['gains']> {
  const gains: Proof['gains'][number][] = [];
  const scenarios = improved.filter(({ benchmark }) => benchmark === null);
  if (scenarios.length > 0) {
    const targets = [...new Set(scenarios.map(({ scenario }) => scenario))];
    gains.push(...(await measureChange(folders, { targets })).gains);
  }
  const paths = new Set(improved.flatMap(({ benchmark }) => benchmark ?? []));
  const files = paths.size === 0 ? [] : measure.findBenchmarkFiles(host.files, folders.head);
  for (const file of files.filter(({ path }) => paths.has(path))) {
    gains.push(...(await measureBenchmark(folders, file)).gains);
  }
  return gains.filter(({ scenario: name, metric }) =>
    improved.some((gain) => gain.scenario === name && gain.metric === metric),
  );
}

/** Times the calls recorded before the change, without a part of it and with the whole of it. */
async function timeCallsWithout(
  rest: Worktree,
  { base, head, files, scenario, check, signal }: PartsMeasurement,
  command: string | null,
) {
  // The recording is found again where nothing but the recorded state is in the folder.
  await restoreState(base.worktree, base.tree);
  return check({
    base: rest.root,
    head: head.worktree.root,
    recordedIn: base.worktree.root,
    files,
    signal,
    testCommand: recordingCommand(base.worktree, command),
    scenario: scenario === null ? {} : { targets: [scenario] },
    mayOverlap: true,
    costsOnly: true,
  });
}

/** Judges a part by scenarios that compare the rest with the whole change. */
export function judgePartByScenarios(gains: readonly ProofGain[]): PartMeasurements {
  const hasVerdict = (verdict: ProofGain['verdict']): boolean =>
    gains.some((gain) => gain.verdict === verdict);
  if (hasVerdict('improved')) return { state: 'gains', gains, calls: [] };
  const isWithout =
    gains.length > 0 &&
    gains.every(({ verdict }) => ['unchanged', 'regressed', 'same inputs'].includes(verdict));
  return { state: isWithout ? 'no-gain' : 'inconclusive', gains, calls: [] };
}

/**
 * Judges a part by the times of recorded calls with the rest and with the whole change.
 * @param faster - Calls that are faster with the whole change: all of them have to be as fast
 * without the part.
 */
export function judgePartByCalls(
  check: CheckResult,
  faster: readonly CallTimes[],
): PartMeasurements {
  if (check.state === 'same' && (check.faster ?? []).length > 0) {
    return { state: 'gains', gains: [], calls: check.faster ?? [] };
  }
  const calls = listCallsWithoutGain(check).filter((times) =>
    faster.some((known) => isSameCall(known, times)),
  );
  const isWithout = faster.every((known) => calls.some((times) => isSameCall(known, times)));
  return { state: isWithout ? 'no-gain' : 'inconclusive', gains: [], calls };
}

/** Returns the calls that the whole change makes no faster than the rest does. */
function listCallsWithoutGain(check: CheckResult): readonly CallTimes[] {
  if (check.state === 'same') return check.unchanged ?? [];
  return check.state === 'loses' ? check.losses.filter((loss) => loss.kind === 'time') : [];
}

function isSameCall(times: CallTimes, other: CallTimes): boolean {
  const { function: name, size } = times;
  return name === other.function && size.of === other.size.of && size.up_to === other.size.up_to;
}
