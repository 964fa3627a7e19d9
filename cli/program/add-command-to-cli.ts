import { type Command as Commander, Option as CommanderOption } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { type Call, createCall, type Usage } from '../../registry/cli-command-definition.ts';
import { formatFlag, type Option } from '../../registry/cli-command-option.ts';
import { readCommandFlags } from './read-command-flags.ts';
import { allowArgumentsAfterDoubleDash } from './reject-arguments-after-double-dash.ts';

/** A command line that is about to be read. */
export interface CommandLine {
  readonly host: Host;
  /** Command after `--`; null: none. */
  readonly command: readonly string[] | null;
  readonly done: (code: ExitCode) => void;
}

/** Adds a command to a command line. @param run - null: only its subcommands can run. */
export function addCommandToCli(
  above: Commander,
  usage: Usage,
  { host, command, done }: CommandLine,
  run: ((call: Call) => Promise<ExitCode>) | null,
): Commander {
  const { name, takes, shows, summary = '', description = summary, examples = [] } = usage;
  const added = above
    .command(takes === undefined ? name : `${name} ${takes}`, { hidden: summary === '' })
    .summary(summary)
    .description(description);
  if (shows !== undefined) added.usage(`${shows} [options]`);
  for (const [key, option] of Object.entries(usage.options)) {
    added.addOption(typed(key, option));
    if (option.without === undefined) continue;
    added.addOption(new CommanderOption(formatFlag(`no-${key}`), option.without));
  }
  if (examples.length > 0) {
    added.addHelpText('before', `Examples:\n${examples.map((line) => `  ${line}\n`).join('')}\n`);
  }
  if (usage.takesCommand) allowArgumentsAfterDoubleDash(added);
  if (run === null) return added;
  return added.action(async (...given: unknown[]) => {
    // commander passes the options and the command after the arguments.
    const words = (given.slice(0, -2).flat() as (string | undefined)[]).filter(
      (word) => word !== undefined,
    );
    const flags = readCommandFlags(added, host.env);
    done(await run(createCall(host, usage.options, { words, command, flags })));
  });
}

function typed(key: string, option: Option): CommanderOption {
  const { value, letter, isNegated = false, alone, choices, variable } = option;
  const long = formatFlag(isNegated ? `no-${key}` : key);
  const names = letter === undefined ? long : `${letter}, ${long}`;
  const brackets = alone === undefined ? `<${value}>` : `[${value}]`;
  const added = new CommanderOption(
    value === undefined ? names : `${names} ${brackets}`,
    option.help,
  );
  if (choices !== undefined) added.choices(choices);
  if (option.isRepeatable) added.argParser(collect);
  if (option.isRequired) added.makeOptionMandatory();
  if (option.usualWord !== undefined) added.default(option.usualWord);
  if (typeof alone === 'string') added.preset(alone);
  return variable === undefined ? added : added.env(variable);
}

/**
 * Collects the values of a repeatable option. `<value...>` is not used, since it would also consume
 * the scenario that follows.
 */
function collect(word: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, word];
}
