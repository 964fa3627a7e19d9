import type {
  BaselineStability,
  GateConcern,
  SetIndicator,
  Waiver,
  WrongToolEvidence,
  WrongToolExit,
  WrongToolIndicator,
  WrongToolJudgement,
} from '../../model/program/wrong-tool.ts';
import type { NormTable } from '../../model/scenario/norm.ts';
import { UserError } from '../../model/user-error.ts';
import {
  isUnstable,
  MAX_VARIATION,
  RANGE_BELOW,
  relativeDeviation,
  relativeRange,
  variation,
} from '../../stats/variation.ts';
import { percent } from './format-number.ts';
import { setIndicators } from './indicators.ts';
import { infrastructureLimit } from './infrastructure-limit.ts';

/** What says that there is nothing more to be had, once something was changed (OPT-41). */
const NOTHING_LEFT: readonly WrongToolIndicator[] = ['already_optimized', 'within_industry_norm'];

export interface WrongToolQuestion<PerformanceMap> {
  readonly evidence: WrongToolEvidence;
  readonly norms: NormTable;
  /** null: nobody overrides a BLOCK. */
  readonly waiver: Waiver | null;
  /** Goes out again whatever the gate says. */
  readonly map: PerformanceMap;
}

/**
 * Whether changing the code is the right tool. Any indicator blocks, whatever concerns there are; a
 * waiver overrides only a BLOCK, and is kept in what comes out.
 * @throws UserError for a waiver without a reason or a name.
 */
export function judgeWrongTool<PerformanceMap>({
  evidence,
  norms,
  waiver,
  map,
}: WrongToolQuestion<PerformanceMap>): WrongToolExit<PerformanceMap> {
  const limit =
    evidence.system === null ? ({ state: 'none' } as const) : infrastructureLimit(evidence.system);
  if (limit.state === 'void') return { state: 'void', reason: limit.reason, map };
  const indicators = setIndicators(evidence, limit, norms);
  const concerns = concernsOf(evidence.stability);
  const { cycle } = evidence;
  const judgement = {
    cycle,
    indicators,
    concerns,
    ...concludeWrongTool(indicators, concerns.length, waiver, cycle),
  };
  return { state: 'judged', judgement, map };
}

/**
 * What follows from indicators and concerns in a cycle.
 * @throws UserError for a waiver without a reason or a name.
 */
export function concludeWrongTool(
  indicators: readonly SetIndicator[],
  concerns: number,
  waiver: Waiver | null,
  cycle: number,
): Pick<WrongToolJudgement, 'verdict' | 'outcome' | 'waiver'> {
  if (waiver !== null) checkWaiver(waiver);
  if (indicators.length === 0) {
    return { verdict: concerns === 0 ? 'PROCEED' : 'CONCERNS', outcome: 'go-on', waiver: null };
  }
  if (waiver !== null) return { verdict: 'WAIVED', outcome: 'go-on', waiver };
  const isDone = cycle > 1 && indicators.every(({ id }) => NOTHING_LEFT.includes(id));
  return { verdict: 'BLOCK', outcome: isDone ? 'success' : 'diagnosis', waiver: null };
}

function checkWaiver({ reason, by }: Waiver): void {
  if (reason.trim() !== '' && by.trim() !== '') return;
  throw new UserError({
    code: 'waiver-without-reason',
    message: `A BLOCK of the Wrong Tool Gate can only be waived with ${reason.trim() === '' ? 'a reason' : 'the name of who waives it'}.`,
    remedy: 'Say why this code is to be changed although the measurements speak against it.',
  });
}

/** Every reason to take the measurements with care; none of them keeps anyone from going on. */
export function concernsOf(stability: BaselineStability): readonly GateConcern[] {
  const { samples, unstable, missingMetrics } = stability;
  return [
    ...samples
      .filter(({ values }) => isUnstable(variation(values)))
      .map(({ metric, values }): GateConcern => {
        return { id: 'variance', message: varianceText(metric, values) };
      }),
    ...unstable.map((reason): GateConcern => {
      return { id: 'unstable_baseline', message: `The baseline is unstable: ${reason}` };
    }),
    ...(missingMetrics.length === 0 ? [] : [partial(missingMetrics)]),
  ];
}

/** Both measures of spread, the one that decides first (ruling D1). */
function varianceText(metric: string, values: readonly number[]): string {
  const range = `(max − min) / median ${percent(relativeRange(values))}`;
  const deviation = `standard deviation / mean ${percent(relativeDeviation(values))}`;
  const both = values.length < RANGE_BELOW ? [range, deviation] : [deviation, range];
  return `${metric} varies by more than ${percent(MAX_VARIATION)} over ${values.length} runs: ${both.join('; ')}.`;
}

function partial(missing: readonly string[]): GateConcern {
  return {
    id: 'partial_metrics',
    message: `Only a part of the metrics was measured; missing: ${missing.join(', ')}.`,
  };
}
