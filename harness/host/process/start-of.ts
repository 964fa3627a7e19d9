import type { CommandLine } from '../../model/scenario/scenario.ts';
import type { ProcessSpec } from './open-process.ts';

/** How the host starts a command line: through a shell only where it is text for one. */
export function startOf(command: CommandLine): Pick<ProcessSpec, 'file' | 'args' | 'shell'> {
  if (command.type === 'shell') return { file: command.text, shell: true };
  const [file, ...args] = command.argv;
  return { file, args };
}
