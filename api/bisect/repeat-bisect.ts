import type { Host } from '../../harness/host.ts';
import type { BisectAgain } from '../../harness/model/documents/bisect-document.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { COMMAND_FOLLOWS } from '../../harness/model/scenario-command.ts';
import { shownWords } from '../../harness/model/shell-quote.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { areFoundByName, repeatedOptions } from '../compare/repeated-words.ts';
import { percentWord } from '../project/percent.ts';
import type { BisectProjectOptions } from './bisect-request.ts';

/** What commands that see a bisection again have to say beside its ends. */
export function repeatBisect(
  host: Host,
  config: Config,
  scenario: Scenario,
  options: BisectProjectOptions,
): BisectAgain {
  const { wanted, given = [], metric, margin = null, maxTimeMs = null, maxPairs = null } = options;
  const words = [
    ...(metric === null ? [] : ['--metric', metric]),
    ...(margin === null ? [] : ['--margin', percentWord(margin)]),
    ...repeatedOptions({ wanted, given }),
  ];
  return {
    options: shownWords(words),
    target: shownWords(targetOf(host, config, scenario, wanted)),
    max_time_ms: maxTimeMs,
    max_pairs: maxPairs,
  };
}

/** One scenario is all that was found, so what it was found by leads to it alone. */
function targetOf(
  host: Host,
  config: Config,
  scenario: Scenario,
  { command, targets }: BisectProjectOptions['wanted'],
): readonly string[] {
  if (command !== null) return [COMMAND_FOLLOWS, ...command];
  return areFoundByName(host, config, [scenario]) ? [scenario.name] : targets;
}
