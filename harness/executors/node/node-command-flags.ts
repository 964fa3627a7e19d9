import { basename } from 'node:path';
import type { CommandLine } from '../../model/scenario/scenario.ts';

/** Flags that make V8 draw the same at random in every process that gets the same seed. */
export function createSeedFlags(seed: number): readonly string[] {
  return [`--hash-seed=${seed}`, `--random-seed=${seed}`];
}

/** Adds Node.js flags to a direct call of Node.js; in a shell text or behind a script their place is not known. */
export function addNodeFlags(command: CommandLine, flags: readonly string[]): CommandLine {
  if (command.type === 'shell' || !isNodeCommand(command)) return command;
  const [file, ...args] = command.argv;
  return { type: 'argv', argv: [file, ...flags, ...args] };
}

/** True for a command that calls Node.js directly, so that the position of flags is known. */
export function isNodeCommand(command: CommandLine): boolean {
  return command.type === 'argv' && isNode(command.argv[0]);
}

function isNode(file: string): boolean {
  return /^node(\.exe)?$/.test(basename(file));
}
