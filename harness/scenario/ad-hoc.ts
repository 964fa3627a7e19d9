import type { Scenario } from '../model/scenario.ts';
import type { Mistake } from './mistake.ts';
import { INVALID } from './read-definition.ts';
import type { ScenarioContext } from './scenario-context.ts';
import { toScenario } from './to-scenario.ts';

/** The scenario for a command that was given on the command line: measured where it was given. */
export function commandScenario(
  argv: readonly [string, ...string[]],
  folder: string,
  context: ScenarioContext,
): Scenario {
  const name = argv
    .map(shellWord)
    .join(' ')
    .replace(/\p{Cc}+/gu, ' ');
  const scenario = toScenario(
    { kind: 'command', name, command: { type: 'argv', argv } },
    {},
    { file: null, raw: {} },
    context,
    () => undefined,
  );
  return { ...scenario, cwd: folder };
}

/** A word as a shell would have to be given it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
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
