import { delimiter, resolve } from 'node:path';
import type { Files } from '../../../host/files.ts';
import type { CommandLine } from '../../../model/scenario/scenario.ts';
import type { StartProblem, Variables } from './messages.ts';

/** Where to look when there is no PATH, as execvp(3) does. */
const DEFAULT_PATH = '/bin:/usr/bin';
const SHELL = '/bin/sh';

export type FoundProgram =
  | { readonly type: 'found'; readonly path: string; readonly argv: readonly string[] }
  | { readonly type: 'missing'; readonly problem: StartProblem };

/** Finds a command's program the way a shell would, with the command's own PATH and folder. */
export function findProgram(
  files: Pick<Files, 'isFile' | 'isFolder' | 'isExecutable'>,
  command: CommandLine,
  cwd: string,
  env: Variables,
): FoundProgram {
  if (!files.isFolder(cwd)) {
    return missing(`The folder ${cwd} is not there.`, 'Mend `cwd`, or let `prepare` make it.');
  }
  if (command.type === 'shell') {
    return { type: 'found', path: SHELL, argv: ['sh', '-c', command.text] };
  }
  const [name] = command.argv;
  const candidates = candidatesOf(name, cwd, env.PATH ?? DEFAULT_PATH);
  const path = candidates.find(files.isExecutable);
  if (path !== undefined) return { type: 'found', path, argv: command.argv };
  const forbidden = candidates.find(files.isFile);
  if (forbidden !== undefined) {
    return missing(`${forbidden} may not be executed.`, `Run \`chmod +x ${forbidden}\`.`);
  }
  if (name.includes('/')) {
    return missing(`${candidates[0]} is not there.`, 'Mend the path in `command`, or build it.');
  }
  return missing(
    `There is no command "${name}" in any folder of PATH.`,
    'Install it, mend the name, or name the program by its path.',
  );
}

function candidatesOf(name: string, cwd: string, path: string): readonly string[] {
  if (name.includes('/')) return [resolve(cwd, name)];
  // An empty entry of PATH is the current folder.
  return path.split(delimiter).map((folder) => resolve(cwd, folder, name));
}

function missing(message: string, remedy: string): FoundProgram {
  return { type: 'missing', problem: { message, remedy } };
}
