import type { Command } from 'commander';
import { UserError } from '../../harness/model/user-error.ts';

/** Commands that measure what follows `--`. */
const takers = new WeakSet<Command>();

/** Marks a command as measuring what follows `--`. */
export function allowArgumentsAfterDoubleDash(command: Command): Command {
  takers.add(command);
  return command;
}

/** Makes other commands reject arguments after `--`: ignoring them would do something else. */
export function rejectArgumentsAfterDoubleDash(
  program: Command,
  command: readonly string[] | null,
): void {
  if (command === null) return;
  program.hook('preAction', (_, chosen) => {
    if (takers.has(chosen)) return;
    const names = program.commands
      .filter((command) => takers.has(command))
      .map((command) => command.name());
    throw takesNone(wholeName(chosen, program), names);
  });
}

/** `baseline save` */
function wholeName(chosen: Command, program: Command): string {
  const names: string[] = [];
  for (let at: Command | null = chosen; at !== null && at !== program; at = at.parent) {
    names.unshift(at.name());
  }
  return names.join(' ');
}

function takesNone(name: string, others: readonly string[]): UserError {
  const last = others.at(-1) ?? '';
  return new UserError({
    code: 'takes-no-command',
    message: `\`${name}\` takes no command after \`--\`; only ${others.slice(0, -1).join(', ')} and ${last} do.`,
    remedy: 'Omit the command, or measure it: perf-harness run -- node cli.js',
  });
}
