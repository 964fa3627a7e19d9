import { type Command, Option } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { collect, otlpOption, withLoad, withProject, withReporter } from './command-options.ts';
import { takesCommand } from './refuse-command.ts';

const EXAMPLES = `Examples:
  perf-harness run --quick
  perf-harness run parse --reporter json=result.json
  perf-harness run 'scenarios/**/*.ts' --filter /users/
  perf-harness run --trials 20 -- node build.js
  perf-harness run http://127.0.0.1:3000/ --find-capacity

`;

/** `run`: what is measured, and what else its scenarios are asked for. */
export function addRun(
  program: Command,
  host: Host,
  command: readonly string[] | null,
  done: (code: ExitCode) => void,
): void {
  const run = program
    .command('run [targets...]')
    .summary('measure scenarios and judge their budgets')
    .description(
      'Measures scenarios and judges their budgets. Targets are files, folders, globs, names of scenarios or a URL; without any, the scenarios of the configuration.',
    )
    .option('--filter <text>', 'only scenarios whose name or tag holds the text or /pattern/')
    .option('--list', 'list the scenarios instead of measuring')
    .option('--quick', 'a first impression: few and short trials')
    .option('--trials <count>', 'exactly so many trials of each scenario')
    .option(
      '--time <duration>',
      'limit to measure each scenario, such as 30s; waiting for other measurements is not counted',
    )
    .option('--find-capacity', 'search the highest rate of requests that keeps its limits')
    .option(
      '--keep <limit>',
      "with it: a limit, such as 'latency.p99 < 250 ms'; repeatable",
      collect,
    )
    .option('--max-rate <rate>', 'with it: the highest rate that is tried (default: 100,000/s)')
    .option('--seed <number>', 'seed of order and V8, to repeat a run')
    .option('--shards <count>', 'so many processes of k6 that share the load of each script')
    .option('--strict', 'exit with 3 where a verdict is inconclusive');
  run.addOption(otlpOption());
  withKubernetes(run);
  takesCommand(withReporter(withProject(withLoad(run))))
    .addHelpText('before', EXAMPLES)
    .action(async (targets: string[], options) => {
      const { runCommand } = await import('../commands/run.ts');
      done(await runCommand(host, { targets, command, ...options }));
    });
}

function withKubernetes(run: Command): void {
  run
    .addOption(
      new Option('--engine <name>', 'where k6 scripts run: here, or in Kubernetes').choices([
        'local',
        'k8s',
      ]),
    )
    .option('--emit <folder>', 'with k8s: write the manifests for k6-operator there')
    .option('--submit', 'with k8s: have your kubectl run them, and wait')
    .option('--namespace <name>', 'with --submit: where they run')
    .option('--yes', 'with --submit: do not ask');
}
