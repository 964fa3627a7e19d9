import { basename, join } from 'node:path';
import type { StartedProgram } from '../../../api/instrument/observed-tests.ts';
import { readReadme } from '../../../api/instrument/readme-code-blocks.ts';
import { printableShellWords } from '../../../harness/model/shell-quote.ts';
import { generateCommandScenario } from '../generate-scenario.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import { createFileCandidate } from './package-candidates.ts';
import type { ScenarioCandidate } from './scenario-candidate.ts';

/** Most commands to try. */
const MAX_COMMANDS = 3;
/** Characters by which a shell does more than start one program with these words. */
const IS_SHELL = /[|<>&;`$*(){}\\]/u;
/** Options that start no work, never end, or change files. */
const IS_UNSUITABLE =
  /^(?:-[hvwoi]|--(?:help|version|watch|serve|write|fix|out|output|in-place)(?:-\w+|=.*)?)$/u;

/** A command of the project, with the place that shows it. */
interface FoundCommand extends StartedProgram {
  readonly place: string;
}

/** Returns commands of the packages with an input of the repository: of the README, then of the tests. */
export function findCommandCandidates(
  project: InspectedProject,
  started: readonly StartedProgram[],
): readonly ScenarioCandidate[] {
  const bins = binsOf(project);
  const byTests = started
    .filter(({ file }) => [...bins.values()].includes(file))
    .map((program) => ({ ...program, place: 'your tests' }));
  const commands = [...commandsOfReadme(project, bins), ...byTests].filter((command) =>
    hasInput(project, command),
  );
  const byText = Map.groupBy(commands, (command) => printableShellWords(wordsOf(command)));
  const distinct = [...byText].flatMap(([text, same]) =>
    same.slice(0, 1).map((command) => ({ text, command })),
  );
  return distinct.slice(0, MAX_COMMANDS).map(({ text, command }) =>
    createFileCandidate(project, command.file, 'command', {
      about: `the command "${text}" of ${command.place}`,
      textOf: (prepare) =>
        generateCommandScenario(
          [basename(command.file), ...command.arguments].join(' '),
          wordsOf(command),
          prepare,
        ),
    }),
  );
}

/** True if the packages have commands. */
export function hasCommands(project: InspectedProject): boolean {
  return binsOf(project).size > 0;
}

function wordsOf({ file, arguments: given }: StartedProgram): readonly [string, ...string[]] {
  return ['node', file, ...given];
}

/** Files of the commands from the root, by name. */
function binsOf({ packages }: InspectedProject): ReadonlyMap<string, string> {
  const all = packages.flatMap(({ folder, manifest: { bin, name = '' } }) => {
    const named =
      typeof bin === 'string' ? [[basename(name), bin] as const] : Object.entries(bin ?? {});
    return named.map(([command, path]) => [command, folder + path.replace(/^\.\//u, '')] as const);
  });
  return new Map(all);
}

/** Returns the commands in the code blocks of the README that start a command of the packages. */
function commandsOfReadme(
  { host: { files }, root }: InspectedProject,
  bins: ReadonlyMap<string, string>,
): readonly FoundCommand[] {
  const readme = readReadme(files, root);
  const lines = readme?.blocks.flatMap(({ text }) => text.split('\n')) ?? [];
  return lines.flatMap((line): readonly FoundCommand[] => {
    const command = line
      .trim()
      .replace(/^[$>%] /u, '')
      .replace(/^npx /u, '');
    if (IS_SHELL.test(command)) return [];
    const [program = '', ...given] = command
      .split(/\s+/u)
      .map((word) => word.replaceAll(/^["']|["']$/gu, ''));
    const file = bins.get(program);
    return file === undefined
      ? []
      : [{ file, arguments: given, place: readme?.name ?? 'the README' }];
  });
}

function hasInput(
  { host: { files }, root }: InspectedProject,
  { arguments: given }: StartedProgram,
): boolean {
  if (given.some((word) => IS_UNSUITABLE.test(word))) return false;
  return given.some((word) => {
    const path = join(root, word);
    return word !== '' && !word.startsWith('-') && (files.isFile(path) || files.isFolder(path));
  });
}
