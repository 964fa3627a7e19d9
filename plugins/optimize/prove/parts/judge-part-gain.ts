import type { CallTimes, CheckResult } from '../../document/behavior-check-result.ts';
import type { ProofGain } from '../../document/proof-document.ts';
import type { PartMeasurements } from './find-part-gains.ts';

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
