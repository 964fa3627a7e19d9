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

/** Options of every command that prints reports. */
export function withReporter(command: Command): Command {
  return command.option(
    '--reporter <name[=file]>',
    'terminal, json, markdown, github, comment, html, junit or agent; repeatable',
    collect,
  );
}

/** For options that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}
