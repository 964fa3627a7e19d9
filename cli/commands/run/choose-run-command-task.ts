import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import { formatFlag } from '../../../registry/cli-command-option.ts';
import type { RUN_OPTIONS } from './run-options.ts';

export type RunCall = Call<typeof RUN_OPTIONS>;

/** Task of `run`: to measure, or one of its alternatives. */
type RunTask = 'measure' | 'list' | 'find-capacity' | 'emit-for-cluster';

/** @throws UserError for an option that belongs to another task. */
export function chooseRunCommandTask({ flags }: Pick<RunCall, 'flags'>): RunTask {
  const given = (...names: readonly (keyof typeof RUN_OPTIONS)[]): string | undefined =>
    names.filter((name) => flags[name] !== undefined).map(formatFlag)[0];
  if (flags.findCapacity) return flags.list ? 'list' : 'find-capacity';
  const ofCapacity = given('keep', 'maxRate');
  if (ofCapacity !== undefined) {
    throw optionError(
      `${ofCapacity} requires --find-capacity.`,
      `Add --find-capacity, or omit ${ofCapacity}.`,
    );
  }
  if (flags.list) return 'list';
  if (flags.engine === 'k8s') return 'emit-for-cluster';
  const ofCluster = given('emit', 'submit', 'namespace', 'yes');
  if (ofCluster !== undefined) throw optionError(`${ofCluster} requires --engine k8s.`);
  return 'measure';
}
