import { basename } from 'node:path';
import type { CommandLine } from '../../model/scenario/scenario.ts';

/** Flags that make V8 draw the same at random in every process that gets the same seed. */
export function seedFlags(seed: number): readonly string[] {
  return [`--hash-seed=${seed}`, `--random-seed=${seed}`];
}

/**
 * The command with flags for Node.js, where it calls Node.js directly. In text for a shell, or behind
 * a script or a package manager, nobody can tell where the flags would belong: it stays as it is.
 */
export function withNodeFlags(command: CommandLine, flags: readonly string[]): CommandLine {
  if (command.type === 'shell' || !callsNode(command)) return command;
  const [file, ...args] = command.argv;
  return { type: 'argv', argv: [file, ...flags, ...args] };
}

/** Whether a command calls Node.js directly, so that it is known where flags belong. */
export function callsNode(command: CommandLine): boolean {
  return command.type === 'argv' && isNode(command.argv[0]);
}

function isNode(file: string): boolean {
  return /^node(\.exe)?$/.test(basename(file));
}
