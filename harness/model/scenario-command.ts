import { shellQuote } from './shell-quote.ts';

/** Ends a command that takes one of its scenarios by a pattern, where its name alone would not do. */
export const BY_PATTERN = '--filter';

/** Ends a command that measures a command of the user's: its words are what the scenario is called. */
export const COMMAND_FOLLOWS = '--';

/** A command up to the name of a scenario, and the scenario: for this one alone. */
export function scenarioCommand(command: string, scenario: string): string {
  // Named by its words as a shell takes them: they are quoted already.
  if (command.endsWith(` ${COMMAND_FOLLOWS}`)) return `${command} ${scenario}`;
  const isByPattern = command.endsWith(` ${BY_PATTERN}`);
  return `${command} ${shellQuote(isByPattern ? patternOf(scenario) : scenario)}`;
}

/** `/regex/` of this name and no other: as text it would be found in longer names too. */
function patternOf(scenario: string): string {
  return `/^${scenario.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&')}$/`;
}
