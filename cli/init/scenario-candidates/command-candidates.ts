import { basename, join } from 'node:path';
import type { StartedProgram } from '../../../api/instrument/observed-tests.ts';
import { readReadme } from '../../../api/instrument/readme-code-blocks.ts';
import { printableShellWords } from '../../../harness/model/shell-quote.ts';
import { generateCommandScenarios, type ProgramScenario } from '../generate-scenario.ts';
import type { InspectedProject } from '../inspect-project-for-scenarios.ts';
import type { ScenarioExtension } from '../scenario-file-extension.ts';
import { tryScenarioAfterBuild } from '../try/try-scenario-after-build.ts';
import { createFileCandidate } from './package-candidates.ts';
import {
  type CommandArguments,
  createScenarioText,
  type ScenarioCandidate,
} from './scenario-candidate.ts';

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
  extension: ScenarioExtension,
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
  const candidates = distinct.slice(0, MAX_COMMANDS).map(({ text, command }) => {
    const program = {
      name: nameOf(command),
      command: wordsOf(command),
      // Linters exit with 1 when they find something; higher codes are errors of their own.
      exitCode: command.exitCode === 1 ? 1 : 0,
    };
    return {
      program,
      candidate: createFileCandidate(project, command.file, 'command', {
        about: `the command "${text}" of ${command.place}`,
        textOf: (prepare) => generateCommandScenarios([program], prepare),
      }),
    };
  });
  return candidates.length < 2
    ? candidates.map(({ candidate }) => candidate)
    : [combine(project, candidates, extension)];
}

interface CommandCandidate {
  readonly program: ProgramScenario;
  readonly candidate: ScenarioCandidate;
}

/** Combines commands into one candidate, of which those that work are kept. */
function combine(
  project: InspectedProject,
  candidates: readonly CommandCandidate[],
  extension: ScenarioExtension,
): ScenarioCandidate {
  return {
    about: `the commands of ${project.manifest.name ?? 'the project'}`,
    list: async () =>
      candidates.map(({ candidate: { about } }) => ({
        about,
        share: null,
        timeMs: null,
        problem: null,
      })),
    plan: async (signal) => {
      const { terminal } = project.host;
      const works: { readonly program: ProgramScenario; readonly saw: string }[] = [];
      const loaded = new Set<string>();
      const problems: string[] = [];
      let prepare: CommandArguments | null = null;
      for (const { program, candidate } of candidates) {
        if (signal.aborted || project.limit.signal.aborted) break;
        terminal.err(`  trying ${candidate.about} …\n`);
        const planned = await candidate.plan(signal);
        const tried =
          planned.type === 'ready'
            ? await tryScenarioAfterBuild(project, planned.first, extension, signal)
            : planned;
        if (tried.type === 'failed') {
          problems.push(tried.problem);
          terminal.err(`    no: ${tried.problem}\n`);
          continue;
        }
        if (planned.type === 'ready' && planned.first.type === 'text') {
          prepare ??= planned.first.prepare;
        }
        works.push({ program, saw: tried.saw });
        for (const path of tried.loaded) loaded.add(path);
      }
      if (works.length === 0) return { type: 'failed', problem: problems.join('; ') };
      const programs = works.map(({ program }) => program);
      return {
        type: 'measured',
        first: createScenarioText((given) => generateCommandScenarios(programs, given), {
          prepare,
        }),
        saw: works.map(({ saw }) => saw).join('\n'),
        loaded: [...loaded],
        scenarios: works.length,
      };
    },
  };
}

/** Longest name of a scenario, characters: arguments may be whole documents. */
const MOST_NAME = 60;

function nameOf({ file, arguments: given }: StartedProgram): string {
  const name = [basename(file), ...given].join(' ');
  return name.length <= MOST_NAME ? name : `${name.slice(0, MOST_NAME - 1)}…`;
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
      : [{ file, arguments: given, exitCode: null, place: readme?.name ?? 'the README' }];
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
