import type { RunRecord } from './documents/run-record.ts';
import { shellQuote } from './shell-quote.ts';

/** Ends a command that takes one of its scenarios by a pattern, where its name alone would not do. */
export const PATTERN_FLAG = '--filter';

/** Stands before a command that is measured as it is, without a file that describes it. */
export const COMMAND_SEPARATOR = '--';

/** A command for one scenario, which may be called by its words as a shell takes them, as its runs say. */
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

/** `/regex/` of this name and no other: as text it would be found in longer names too. */
function patternOf(scenario: string): string {
  return `/^${scenario.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')}$/`;
}
