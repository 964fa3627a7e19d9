import type { CommandLine } from '../../model/scenario/scenario.ts';
import type { ProcessSpec } from './start-guarded-process.ts';

/** Converts a command line to a process spec: with a shell only if it is shell text. */
export function createProcessSpec(
  command: CommandLine,
): Pick<ProcessSpec, 'file' | 'args' | 'shell'> {
  if (command.type === 'shell') return { file: command.text, shell: true };
  const [file, ...args] = command.argv;
  return { file, args };
}
