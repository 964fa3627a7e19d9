import { Command, Option } from 'commander';
import type { Host } from '../harness/host.ts';
import { harnessVersion } from '../harness/machine/harness-version.ts';
import type { ExitCode } from '../harness/model/exit-code.ts';
import { addBisect } from './add-bisect.ts';
import { addCheck } from './add-check.ts';
import { addCompare } from './add-compare.ts';
import { addGate } from './add-gate.ts';
import { addHelp } from './add-help.ts';
import { addImport } from './add-import.ts';
import { addInit } from './add-init.ts';
import { addOptimize } from './add-optimize.ts';
import { addProfile } from './add-profile.ts';
import { collect, withLoad, withProject, withReporter } from './command-options.ts';
import { composeWorkers } from './compose-optimize.ts';
import { refuseCommand, takesCommand } from './refuse-command.ts';

type Done = (code: ExitCode) => void;

/**
 * The command line: what can be said, with its help. Each command's own modules are loaded only
 * when it runs, so that help and completion stay quick.
 */
export function buildProgram(host: Host, command: readonly string[] | null, done: Done): Command {
  const program = new Command('perf-harness')
    .description('Measures Node.js and web software, with stated error rates.')
    .version(harnessVersion(host), '-V, --version')
    .helpCommand(false)
    .configureHelp({ helpWidth: 80, sortSubcommands: false, showGlobalOptions: false })
    .configureOutput({ writeOut: host.terminal.out, writeErr: host.terminal.err })
    .showSuggestionAfterError()
    .exitOverride()
    .hook('preAction', (_program, action) => readVariables(action, host.env))
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', FOOTER);
  addRun(program, host, command, done);
  addInit(program, host, done);
  addBaseline(program, host, done);
  addCompare(program, host, command, done);
  addCalibrate(program, host, command, done);
  addGate(program, host, command, done);
  addBisect(program, host, command, done);
  addProfile(program, host, command, done);
  addOptimize(program, host, done, composeWorkers);
  addCheck(program, host, done);
  addImport(program, host, done);
  addReport(program, host, done);
  addDoctor(program, host, done);
  addSchema(program, host, done);
  addCompletion(program, host, done);
  addHelp(program, host);
  refuseCommand(program, command);
  return program;
}

/** Options that a variable stands for, from the environment of the host; what was typed wins. */
function readVariables(action: Command, env: Host['env']): void {
  for (const option of action.options) {
    const { envVar } = option;
    const value = envVar === undefined ? undefined : env[envVar];
    const name = option.attributeName();
    if (value === undefined || action.getOptionValueSource(name) === 'cli') continue;
    // Of `--no-…` commander says that it is no boolean, and so does not tell it from one with a value.
    const takesValue = option.required || option.optional;
    action.setOptionValueWithSource(name, takesValue ? value : !option.negate, 'env');
  }
}

const EXAMPLES = `Examples:
  perf-harness run                          measure every scenario in scenarios/
  perf-harness run scenarios/parse.ts       measure the scenarios of one file
  perf-harness run -- node script.js        measure a command
  perf-harness run http://127.0.0.1:3000/   measure a server that is up
  perf-harness init                         make a first scenario

`;

const FOOTER = `
Exit codes: 0 fine, 1 a budget or check failed or a regression was confirmed,
2 usage, or results that cannot be written, 3 inconclusive (where asked to
count, and in bisect), 4 the target failed, 5 a tool is missing, 6 a side, base
or baseline is missing or not comparable, 7 a report and no change (optimize),
8 blocked, 70 a defect of perf-harness, 130 or 143 interrupted (what was
measured is kept).
`;

function addRun(program: Command, host: Host, command: readonly string[] | null, done: Done): void {
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
    .option('--time <duration>', 'time limit for each scenario, such as 30s')
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
  withKubernetes(run);
  takesCommand(withReporter(withProject(withLoad(run))))
    .addHelpText('before', RUN_EXAMPLES)
    .action(async (targets: string[], options) => {
      const { runCommand } = await import('./commands/run.ts');
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

const RUN_EXAMPLES = `Examples:
  perf-harness run --quick
  perf-harness run parse --reporter json=result.json
  perf-harness run 'scenarios/**/*.ts' --filter /users/
  perf-harness run --trials 20 -- node build.js
  perf-harness run http://127.0.0.1:3000/ --find-capacity

`;

function addBaseline(program: Command, host: Host, done: Done): void {
  const baseline = program
    .command('baseline')
    .summary('save, list, show, remove or promote baselines')
    .description('Named sets of runs to compare with later; meant to be committed.')
    .addHelpText('before', BASELINE_EXAMPLES);
  const add = (usage: string, description: string): Command =>
    withProject(baseline.command(usage).description(description));
  const load = () => import('./commands/baseline.ts');

  add('save [name]', 'save the newest run of each scenario (default name: main)')
    .option('--run <id>', 'this record instead of the newest ones; repeatable', collect)
    .option('--note <text>', 'kept with the baseline')
    .action(async (name, options) =>
      done(await (await load()).saveBaseline(host, { name, ...options })),
    );
  add('list', 'list the baselines').action(async (options) =>
    done(await (await load()).listBaselines(host, options)),
  );
  withReporter(add('show <name>', 'report the runs of a baseline')).action(async (name, options) =>
    done(await (await load()).showBaseline(host, name, options)),
  );
  add('rm <name>', 'remove a baseline').action(async (name, options) =>
    done(await (await load()).removeBaseline(host, name, options)),
  );
  add('promote <from> <to>', 'make one baseline another, such as candidate main').action(
    async (from, to, options) =>
      done(await (await load()).promoteBaseline(host, from, to, options)),
  );
}

const BASELINE_EXAMPLES = `Examples:
  perf-harness baseline save main
  perf-harness baseline promote candidate main

`;

function addCalibrate(
  program: Command,
  host: Host,
  command: readonly string[] | null,
  done: Done,
): void {
  const calibrate = program
    .command('calibrate [scenarios...]')
    .summary('measure identical code against itself')
    .description(
      'Measures the working tree against itself: how much a pair scatters here, and the smallest change that 10, 30 and 100 pairs can show. compare and gate read it.',
    )
    .option('--pairs <count>', 'pairs of identical code (default: 30)')
    .option('--filter <text>', 'only scenarios whose name or tag holds the text or /pattern/')
    .option('--time <duration>', 'time limit for each scenario and stage (default: 5min)')
    .option('--seed <number>', 'seed of coins and V8, to repeat a calibration')
    .option('--json', 'print as JSON');
  takesCommand(withProject(withLoad(calibrate)))
    .addHelpText(
      'before',
      'Examples:\n  perf-harness calibrate\n  perf-harness calibrate parse --pairs 60\n\n',
    )
    .action(async (targets: string[], options) => {
      const { calibrateCommand } = await import('./commands/calibrate.ts');
      done(await calibrateCommand(host, { targets, command, ...options }));
    });
}

function addReport(program: Command, host: Host, done: Done): void {
  const report = program
    .command('report [records...]')
    .summary('render saved records again')
    .description(
      'Renders saved records: identifiers, their beginnings, files, or latest (default).',
    )
    .option('--list', 'list the saved records');
  withReporter(withProject(report))
    .addHelpText(
      'before',
      'Examples:\n  perf-harness report --list\n  perf-harness report latest --reporter markdown\n\n',
    )
    .action(async (records, options) => {
      const { reportCommand } = await import('./commands/report.ts');
      done(await reportCommand(host, { records, ...options }));
    });
}

function addDoctor(program: Command, host: Host, done: Done): void {
  program
    .command('doctor')
    .summary('what is found here, and how to install what is missing')
    .description('Lists the tools that perf-harness uses, and how steady this machine is.')
    .option('--stability <duration>', 'measure the noise of this machine for so long, such as 60s')
    .option(
      '--install <tool>',
      'put k6, playwright-core, lighthouse, 0x or clinic into the cache, @version if need be',
    )
    .addOption(
      new Option('--from <where>', 'with --install: release, source, or what can be had')
        .choices(['any', 'release', 'source'])
        .default('any'),
    )
    .option('--json', 'print as JSON')
    .action(async (options) => {
      const { doctorCommand } = await import('./commands/doctor.ts');
      done(await doctorCommand(host, options));
    });
}

function addSchema(program: Command, host: Host, done: Done): void {
  program
    .command('schema [name]')
    .summary('print the JSON Schema of an output')
    .description('Prints the JSON Schema of an output; without a name, the names.')
    .action(async (name) => {
      const { schemaCommand } = await import('./commands/schema.ts');
      done(schemaCommand(host, name));
    });
}

function addCompletion(program: Command, host: Host, done: Done): void {
  program
    .command('completion <shell>')
    .summary('print a completion script for bash, zsh or fish')
    .description('Prints a completion script.\n\n  source <(perf-harness completion bash)')
    .action(async (shell) => {
      const { completionCommand } = await import('./commands/completion.ts');
      done(completionCommand(host, program, shell));
    });
}
