import type { Host } from '../../harness/host.ts';
import type { BisectAgain } from '../../harness/model/documents/bisect-document.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { COMMAND_FOLLOWS } from '../../harness/model/scenario-command.ts';
import { shownWords } from '../../harness/model/shell-quote.ts';
import { percentWord } from '../../harness/model/value/percent.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { areFoundByName, type RepeatRequest, repeatedOptions } from '../compare/repeated-words.ts';
import type { BisectOptions } from './bisect-request.ts';

/** What of a bisection is to be said again. */
export type RepeatedBisect = Pick<
  BisectOptions,
  'config' | 'given' | 'metric' | 'margin' | 'limits'
> & { readonly wanted: RepeatRequest['wanted'] };

/** What commands that see a bisection again have to say beside its ends. */
export function repeatBisect(host: Host, scenario: Scenario, options: RepeatedBisect): BisectAgain {
  const { config, wanted, given, metric, margin, limits } = options;
  const words = [
    ...(metric === null ? [] : ['--metric', metric]),
    ...(margin === null ? [] : ['--margin', percentWord(margin)]),
    ...repeatedOptions({ wanted, given }),
  ];
  return {
    options: shownWords(words),
    target: shownWords(targetOf(host, config, scenario, wanted)),
    max_time_ms: limits.timeMs,
    max_pairs: limits.pairs,
  };
}

/** One scenario is all that was found, so what it was found by leads to it alone. */
function targetOf(
  host: Host,
  config: Config,
  scenario: Scenario,
  { command, targets }: RepeatedBisect['wanted'],
): readonly string[] {
  if (command !== null) return [COMMAND_FOLLOWS, ...command];
  return areFoundByName(host, config, [scenario]) ? [scenario.name] : targets;
}
