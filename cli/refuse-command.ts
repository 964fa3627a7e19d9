import type { Command } from 'commander';
import { UserError } from '../harness/model/user-error.ts';

/** Commands that measure what follows `--`. */
const TAKE_ONE: readonly string[] = ['run', 'compare', 'calibrate', 'gate', 'bisect', 'profile'];

/**
 * Has every other command refuse what follows `--`: passed over in silence, something else would be
 * done than what was asked for.
 */
export function refuseCommand(program: Command, command: readonly string[] | null): void {
  if (command === null) return;
  program.hook('preAction', (_, chosen) => {
    const name = wholeName(chosen, program);
    if (!TAKE_ONE.includes(name)) throw takesNone(name);
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

function takesNone(name: string): UserError {
  const last = TAKE_ONE.at(-1) ?? '';
  return new UserError({
    code: 'takes-no-command',
    message: `\`${name}\` takes no command behind \`--\`; only ${TAKE_ONE.slice(0, -1).join(', ')} and ${last} do.`,
    remedy: 'Leave it out, or measure the command: perf-harness run -- node cli.js',
  });
}
