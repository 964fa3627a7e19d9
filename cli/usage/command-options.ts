import { type Command, Option } from 'commander';

/** Options of every command that reads a project. */
export function withProject(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: found from here upwards)')
    .addOption(
      new Option('--state-dir <folder>', 'where records and baselines are kept').env(
        'PERF_HARNESS_STATE_DIR',
      ),
    );
}

/** How much has to speak for a change. */
export function acceptOption(): Option {
  return new Option(
    '--accept <evidence>',
    'weakest evidence for a change (default: checked)',
  ).choices(['proven', 'guarded', 'checked']);
}

/** Options of every command that asks programs of the user. @param reviewed - What reviewers look at. */
export function withPrograms(command: Command, reviewed: 'changes' | 'the plan'): Command {
  return command
    .option('--generator <command>', 'a program that proposes changes too; repeatable', collect)
    .option('--agent <name>', 'a coding agent: claude, codex or gemini; repeatable', collect)
    .option('--agent-budget <limits>', 'for each of them (default: 3calls,10min,2usd)')
    .option('--no-built-in', 'leave the built-in generator out')
    .option('--reviewer <command>', `a program that reviews ${reviewed}; repeatable`, collect)
    .option('--allow-network', 'let these programs use the network')
    .option('--pass-env <names>', 'variables that these programs get, with commas')
    .option('--program-timeout <duration>', 'for each of them (default: 10min, reviewers 15min)')
    .option('--replay <folder>', 'take recorded answers in place of asking programs');
}

/**
 * For options that may be given several times. Never `<value...>`, which takes what follows too: the
 * scenario that was to be measured.
 */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
