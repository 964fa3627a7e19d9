import type { Command as Commander } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Command } from '../../registry/command.ts';
import { flagOf } from '../../registry/option.ts';
import type { Plugin } from '../../registry/plugin.ts';
import { collect, withProject, withReporter } from './command-options.ts';

/** Adds a command of a plugin, with the commands below it, to a command line. */
export function addPluginCommand(
  above: Commander,
  plugin: Plugin,
  command: Command,
  host: Host,
  done: (code: ExitCode) => void,
): void {
  const { name, argument, summary, description = summary, examples = [], options } = command;
  const added = above
    .command(argument === undefined ? name : `${name} [${argument}]`)
    .summary(summary)
    .description(description);
  for (const [key, { value, help, isRepeatable = false }] of Object.entries(options)) {
    const flags = value === undefined ? flagOf(key) : `${flagOf(key)} <${value}>`;
    if (isRepeatable) added.option(flags, help, collect);
    else added.option(flags, help);
  }
  withProject(added);
  if (command.hasReports) withReporter(added);
  if (examples.length > 0) {
    added.addHelpText('before', `Examples:\n${examples.map((line) => `  ${line}\n`).join('')}\n`);
  }
  added.action(async (...given: unknown[]) => {
    refuseOptionsOfParent(added, above);
    const { runPluginCommand } = await import('../commands/run-plugin-command.ts');
    const word = argument === undefined ? undefined : given[0];
    const flags = added.optsWithGlobals();
    done(
      await runPluginCommand(host, plugin, command, {
        flags,
        argument: typeof word === 'string' ? word : null,
      }),
    );
  });
  for (const below of command.commands ?? []) {
    addPluginCommand(added, plugin, below, host, done);
  }
}

/**
 * Commander takes an option of the command above wherever it stands; one that this command does not
 * have would be ignored in silence. @throws UserError for such an option.
 */
function refuseOptionsOfParent(command: Commander, above: Commander): void {
  if (above.parent === null) return;
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
    remedy: `See what it takes: perf-harness ${words} --help`,
  });
}
