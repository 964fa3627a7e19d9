import type { SkipSameInputsOptions } from '../../api/compare/skip-same-input-scenarios-options.ts';
import { optionError } from '../../harness/model/value/bad-option-error.ts';
import type { OptionValues } from '../../registry/cli-command-option.ts';
import type { SAME_INPUTS_OPTIONS } from './shared-command-options.ts';

/** `--measure-all` and `--measure-share` imply `--same-inputs`. @throws UserError if both given. */
export function readSkipSameInputsOptions(
  options: OptionValues<typeof SAME_INPUTS_OPTIONS>,
): SkipSameInputsOptions {
  const { sameInputs, measureAll, measureShare } = options;
  if (measureShare === null) {
    return { sameInputs: sameInputs || measureAll, measuredShare: measureAll ? 1 : 0 };
  }
  if (measureAll) throw optionError('--measure-all and --measure-share are mutually exclusive.');
  return { sameInputs: true, measuredShare: measureShare };
}
