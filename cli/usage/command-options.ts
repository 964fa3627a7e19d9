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

/** Options of every command that puts servers under load. */
export function withLoad(command: Command): Command {
  return command
    .option(
      '--allow-remote <host>',
      'a host other than this one that may be put under load; repeatable',
      collect,
    )
    .option(
      '--k6-path <file>',
      'the k6 to use (default: PERF_HARNESS_K6_PATH, config, cache, PATH)',
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

/** Options of every command that prints reports. */
export function withReporter(command: Command): Command {
  return command
    .option(
      '--reporter <name[=file]>',
      'terminal, json, markdown, github, comment, html, junit, agent, openmetrics, bencher, github-action-benchmark, github-action-benchmark-bigger, badge or (where code is read) sarif; repeatable',
      collect,
    )
    .option('--verbose', 'every note in the terminal, not only the five gravest');
}

/** Of commands that measure: results as metrics and traces of OpenTelemetry. */
export function otlpOption(): Option {
  return new Option(
    '--otlp [url]',
    'send metrics and traces to a collector, by OTLP over HTTP (default: OTEL_EXPORTER_OTLP_ENDPOINT, else http://127.0.0.1:4318)',
  );
}

/**
 * For options that may be given several times. Never `<value...>`, which takes what follows too: the
 * scenario that was to be measured.
 */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** Of commands that measure two sides live: profiling both takes half a minute for each scenario. */
export function noExplain(): Option {
  return new Option('--no-explain', 'profile nothing of what came out better or worse').env(
    'PERF_HARNESS_NO_EXPLAIN',
  );
}
