import {
  type CalibrationStore,
  findCalibratedScenarios,
} from '../../harness/calibration/noise-calibration-store.ts';
import { DEFAULT_RULES } from '../../harness/gate/decide/default-comparison-rules.ts';
import { reportCountedFamilySize } from '../../harness/gate/multiple-comparison-family-size.ts';
import { refuseLimitsBelowNoise } from '../../harness/gate/refuse-limit-below-minimal-detectable-change.ts';
import {
  isMarginStated,
  refuseUndecidableMargin,
  type StatedLimits,
} from '../../harness/gate/reject-margin-that-allowed-pairs-cannot-decide.ts';
import type { Refusal } from '../../harness/model/documents/gate-document.ts';
import type { ComparisonReport } from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { formatPercent } from '../../harness/model/value/format-percent.ts';

/** Reports margins that a user stated but this machine cannot resolve; the gate rejects them. */
export function findMarginsBelowNoise(
  report: ComparisonReport,
  scenarios: readonly Scenario[],
  context: {
    readonly limits: StatedLimits | null;
    readonly calibrations: Pick<CalibrationStore, 'find'>;
  },
): readonly Finding[] {
  const { limits, calibrations } = context;
  if (limits === null) return [];
  const refused = refuseLimitsBelowNoise(findCalibratedScenarios(scenarios, report, calibrations), {
    rules: report.rules ?? DEFAULT_RULES,
    margin: limits.margin,
    sharing: reportCountedFamilySize(report),
  });
  const tooTight = report.comparisons.flatMap((change) => {
    if (!change.gated || !isMarginStated(change, limits)) return [];
    const refusal = refuseUndecidableMargin(change, report, refused);
    return refusal === null ? [] : [{ what: `${change.scenario}: ${change.metric}`, refusal }];
  });
  return tooTight.length > MOST_TOLD
    ? [allBelowNoise(tooTight)]
    : tooTight.map(({ what, refusal }) => belowNoise(what, refusal));
}

/** Above this number, margins are combined into one finding. */
const MOST_TOLD = 5;
const MOST_NAMED = 2;

/** A margin and the reason why this machine cannot resolve it. */
interface TooTight {
  readonly what: string;
  readonly refusal: Refusal;
}

function allBelowNoise(tooTight: readonly TooTight[]): Finding {
  const floor = Math.max(...tooTight.map(({ refusal }) => refusal.floor));
  const most = Math.max(...tooTight.map(({ refusal }) => refusal.most_pairs));
  const names = tooTight.slice(0, MOST_NAMED).map(({ what }) => what);
  return {
    ...BELOW_NOISE,
    message: `${tooTight.length} margins are too small to resolve on this machine, such as those of ${names.join(' and ')}. A margin of ${formatPercent(floor, 2)} is resolvable for all of them with ${most} pairs each.`,
  };
}

/** Fields shared by all findings about margins below the noise. */
const BELOW_NOISE = {
  id: 'limit-below-noise',
  level: 'warning',
  remedy: 'Allow a larger margin, do more work per operation, or compare on a quieter machine.',
} as const;

function belowNoise(what: string, refusal: Refusal): Finding {
  const { limit, floor, most_pairs: most, needed_pairs: pairs, needed_seconds: seconds } = refusal;
  const how =
    refusal.source === 'calibration'
      ? 'from the calibration'
      : 'estimated from the spread of these pairs';
  const time = seconds === null ? '' : `, some ${Math.ceil(seconds / 60)} min`;
  const takes = pairs === null ? 'more pairs than is practical' : `about ${pairs} pairs${time}`;
  return {
    ...BELOW_NOISE,
    message: `${what}: a margin of ${formatPercent(limit, 2)} is below the ${formatPercent(floor, 2)} that ${most} pairs can resolve on this machine (${how}). Resolving it would take ${takes}.`,
  };
}
