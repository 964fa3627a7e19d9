import { resolve } from 'node:path';
import type { CommandLine, Scenario } from '../../harness/model/scenario/scenario.ts';

/** Paths that scenarios name in what they start, absolute; few of them are files. */
export function namedFiles(scenarios: readonly Scenario[]): readonly string[] {
  return scenarios.flatMap((scenario) => {
    const { cwd, prepare } = scenario;
    const own = scenario.kind === 'command' ? pathsIn(scenario.command, cwd) : [];
    const server = 'server' in scenario ? scenario.server : null;
    return [
      ...own,
      ...pathsIn(prepare, cwd),
      ...(server === null ? [] : pathsIn(server.command, server.cwd)),
      ...(scenario.kind === 'k6' ? [scenario.script] : []),
    ];
  });
}

function pathsIn(command: CommandLine | null, cwd: string): readonly string[] {
  if (command === null) return [];
  const texts = command.type === 'argv' ? command.argv : command.text.split(/[\s"';&|<>()]+/u);
  // An option may have its file behind a sign, as `--import=./register.js`.
  const words = texts.flatMap((text) => [text, text.slice(text.indexOf('=') + 1)]);
  return words
    .filter((word) => word !== '' && !word.startsWith('-'))
    .map((word) => resolve(cwd, word));
}
