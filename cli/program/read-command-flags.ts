import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';

/**
 * Reads the options of a parsed command, typed or from environment variables of the host.
 * @throws UserError for an option that only its parent command has.
 */
export function readCommandFlags(command: Command, env: Host['env']): ReturnType<Command['opts']> {
  refuseOptionsOfParent(command);
  readVariables(command, env);
  return command.optsWithGlobals();
}

/** Reads options from environment variables of the host; typed options take precedence. */
function readVariables(command: Command, env: Host['env']): void {
  for (const option of command.options) {
    const { envVar } = option;
    const value = envVar === undefined ? undefined : env[envVar];
    const name = option.attributeName();
    if (value === undefined || command.getOptionValueSource(name) === 'cli') continue;
    // commander reports `--no-…` options as not boolean, so they look like options with a value.
    const takesValue = option.required || option.optional;
    command.setOptionValueWithSource(name, takesValue ? value : !option.negate, 'env');
  }
}

/**
 * Rejects options of the parent command: commander accepts them in any position, so an option that
 * this command does not have would be ignored silently. @throws UserError for such an option.
 */
function refuseOptionsOfParent(command: Command): void {
  const above = command.parent;
  if (above === null || above.parent === null) return;
  const own = new Set(command.options.map(({ long }) => long));
  const foreign = above.options.find(
    (option) =>
      !own.has(option.long) && above.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (foreign === undefined) return;
  const words = `${above.name()} ${command.name()}`;
  throw new UserError({
    code: 'bad-option',
    message: `\`${words}\` takes no ${foreign.long}.`,
    remedy: `See its options: perf-harness ${words} --help`,
  });
}
