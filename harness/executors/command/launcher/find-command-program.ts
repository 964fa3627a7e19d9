import type { Files } from '../../../host/file-operations.ts';
import type { Environment, ProgramStarter } from '../../../host/platform/platform.ts';
import type { CommandLine } from '../../../model/scenario/scenario.ts';
import type { StartFailure } from './launcher-messages.ts';

export type FoundCommandProgram =
  | { readonly type: 'found'; readonly path: string; readonly argv: readonly string[] }
  | { readonly type: 'missing'; readonly problem: StartFailure };

/** Finds a command's program the way a shell would, with the command's own PATH and folder. */
export function findCommandProgram(
  host: {
    readonly files: Pick<Files, 'isFile' | 'isFolder' | 'isExecutable'>;
    readonly programs: ProgramStarter;
  },
  command: CommandLine,
  cwd: string,
  env: Environment,
): FoundCommandProgram {
  const { files, programs } = host;
  if (!files.isFolder(cwd)) {
    return missing(`The folder ${cwd} does not exist.`, 'Fix `cwd`, or have `prepare` create it.');
  }
  if (command.type === 'shell') {
    const argv = programs.shell(command.text);
    return { type: 'found', path: argv[0], argv };
  }
  const [name] = command.argv;
  const candidates = programs.candidates(name, cwd, env);
  const path = candidates.find(files.isExecutable);
  if (path !== undefined) return { type: 'found', path, argv: command.argv };
  const forbidden = candidates.find(files.isFile);
  if (forbidden !== undefined) {
    return missing(`${forbidden} is not executable.`, `Run \`chmod +x ${forbidden}\`.`);
  }
  if (/[\\/]/u.test(name)) {
    return missing(
      `${candidates[0]} does not exist.`,
      'Fix the path in `command`, or build the program.',
    );
  }
  return missing(
    `The command "${name}" is not on PATH.`,
    'Install the program, fix its name, or specify its path.',
  );
}

function missing(message: string, remedy: string): FoundCommandProgram {
  return { type: 'missing', problem: { message, remedy } };
}
