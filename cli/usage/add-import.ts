import type { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { withProject, withReporter } from './command-options.ts';

const EXAMPLES = `Examples:
  perf-harness import k6 points.json.gz             one run of k6
  perf-harness import k6 shard-*.json --shards      parts of one run
  perf-harness import bench.json --baseline before  recognised by its content
  perf-harness import app.log metrics.prom          what runs for its users
  perf-harness import hyperfine after.json && perf-harness compare before

`;

const DESCRIPTION =
  'Takes what other programs have measured into the history of the project, to be compared with `compare`. Formats: k6, autocannon, artillery, lighthouse, har, hyperfine, vitest, criterion, google-benchmark, pytest-benchmark, jmh, benchmarkdotnet, go, rum (web-vitals of real users), crux, search-console, pino, prometheus, otlp, postgresql-log and mysql-slow-log. Several files of one benchmark are its trials.';

/** `import`: files of other programs. */
export function addImport(program: Command, host: Host, done: (code: ExitCode) => void): void {
  const command = program
    .command('import <words...>')
    .usage('[format] <files...> [options]')
    .summary('take in what other programs have measured')
    .description(DESCRIPTION)
    .option('--as <format>', 'what the files are, where their content does not tell')
    .option('--name <scenario>', 'what to call the benchmark, where the file has no name for it')
    .option('--shards', 'the files are parts of one run: their points belong together')
    .option('--baseline <name>', 'save them as a baseline too')
    .option('--strict', 'exit with 3 where a verdict is inconclusive');
  withReporter(withProject(command))
    .addHelpText('before', EXAMPLES)
    .action(async (words: string[], options) => {
      const { importCommand } = await import('../commands/import.ts');
      done(await importCommand(host, { words, ...options }));
    });
}
