import type { CommandLine, Scenario } from '../model/scenario/scenario.ts';
import { shownWords } from '../model/shell-quote.ts';
import type { ScenarioContext } from './convert/scenario-context.ts';
import { toScenario } from './convert/to-scenario.ts';
import { INVALID } from './read-definition.ts';
import type { Mistake } from './schema/mistake.ts';

/**
 * The scenario for a command that no file describes: measured where it was given, and called by its
 * words, which are the command to see it again.
 */
export function commandScenario(
  command: CommandLine,
  folder: string,
  context: ScenarioContext,
): Scenario {
  const isShell = command.type === 'shell';
  const name = isShell ? command.text.replace(/\p{Cc}+/gu, ' ') : shownWords(command.argv);
  const scenario = toScenario(
    { kind: 'command', name, command },
    {},
    { file: null, raw: {} },
    context,
    () => undefined,
  );
  return { ...scenario, cwd: folder };
}

/** The scenario for a URL: a server that is up already, under the load of the defaults. */
export function urlScenario(
  url: string,
  context: ScenarioContext,
): { readonly scenario: Scenario; readonly mistakes: readonly Mistake[] } {
  const mistakes: Mistake[] = [];
  const scenario = toScenario(
    { kind: 'http', name: url, http: { url } },
    {},
    { file: null, raw: {} },
    context,
    (_path, problem) => mistakes.push({ code: INVALID, where: [url], problem }),
  );
  return { scenario, mistakes };
}
