import { formatPercentOption } from '../../harness/model/value/format-percent.ts';
import { numberType, parsePercentage } from '../../harness/model/value/number-option-types.ts';

/** Treatment of scenarios that read the same on both sides. */
export interface SkipSameInputsOptions {
  /** True: they are reported as such and not measured. */
  readonly sameInputs: boolean;
  /** Share of them that is measured anyway, to verify the claim, from 0 to 1. */
  readonly measuredShare: number;
}

/** Treatment of scenarios with the same inputs, as requested through the API. */
export interface SkipSameInputsRequest {
  /** True: scenarios that read the same on both sides are reported as such and not measured. Default: false. */
  readonly sameInputs?: boolean;
  /** Share of these that is measured all the same, from 0 to 1. Default: 0. */
  readonly measuredShare?: number;
}

export const MEASURED_SHARE_TYPE = numberType({
  parse: parsePercentage,
  accepts: (share) => share >= 0 && share <= 1,
  takes: 'a percentage from 0 to 100, such as 5%',
  is: 'a share from 0 to 1',
  example: '0.05',
});

/** A `measuredShare` above 0 implies `sameInputs`. @throws UserError if the share is invalid. */
export function validateSkipSameInputs(request: SkipSameInputsRequest): SkipSameInputsOptions {
  const { measuredShare = 0, sameInputs = measuredShare > 0 } = request;
  return { sameInputs, measuredShare: MEASURED_SHARE_TYPE.check(measuredShare, 'measuredShare') };
}

/** Returns the flags that reproduce these options. */
export function formatSkipSameInputsFlags({
  sameInputs,
  measuredShare,
}: SkipSameInputsOptions): readonly string[] {
  if (!sameInputs) return [];
  if (measuredShare === 0) return ['--same-inputs'];
  return measuredShare === 1
    ? ['--measure-all']
    : ['--measure-share', formatPercentOption(measuredShare)];
}
