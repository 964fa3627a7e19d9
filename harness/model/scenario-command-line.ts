import type { RunRecord } from './documents/run-record.ts';
import { shellQuote } from './shell-quote.ts';

/** Flag that selects a scenario by a pattern, if its name alone would not do. */
export const PATTERN_FLAG = '--filter';

/** Separator before a command that is measured directly, without a file that describes it. */
export const COMMAND_SEPARATOR = '--';

/** Returns a scenario's command line; a command is given by its words, as its runs show. */
export function scenarioCommand(
  command: string,
  scenario: string,
  runs: readonly Pick<RunRecord, 'scenario' | 'kind' | 'file'>[],
): string {
  const run = runs.find((run) => run.scenario === scenario);
  const isCommand = run?.kind === 'command' && run.file === null;
  const isByPattern = command.endsWith(` ${PATTERN_FLAG}`);
  const named = isCommand ? [] : [shellQuote(scenario)];
  const words = isByPattern ? [shellQuote(patternOf(scenario))] : named;
  return [command, ...words, ...(isCommand ? [COMMAND_SEPARATOR, scenario] : [])].join(' ');
}

/** Returns a pattern `/regex/` for exactly this name; as text it would match longer names too. */
function patternOf(scenario: string): string {
  return `/^${scenario.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')}$/`;
}
