import { type Command, Option } from 'commander';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { BUDGET_PRESETS } from '../../harness/model/scenario/budget-preset.ts';
import { CI_SERVICES, LOAD_SHAPES } from '../../options/init.ts';

const FUNCTION_EXAMPLES = `Examples:
  perf-harness init function src/total.ts::total
  perf-harness init function total --args '[[1, 2, 3]]'

`;

/** `perf-harness init`, and `init k6` and `init function`. */
export function addInit(program: Command, host: Host, done: (code: ExitCode) => void): void {
  const init = program
    .command('init')
    .summary('try what can be measured, write a config and a first scenario')
    .description(
      'Tries benchmarks, servers, functions that the tests call, and commands of the project; writes a configuration and one scenario for the first that works.',
    )
    .option('-y, --yes', 'ask nothing, take the first that works')
    .option('--force', 'write over files that are there')
    .addOption(
      new Option('--ci <service>', 'write the job of a CI service instead').choices(CI_SERVICES),
    )
    .option('--monitoring', 'write alert rules and a dashboard from the budgets instead')
    .option('--agents', 'write what coding agents read: a skill page, and a part of AGENTS.md')
    .action(async (options) => {
      const { initCommand } = await import('../commands/init.ts');
      done(await initCommand(host, options));
    });
  init
    .command('k6')
    .summary('write a k6 script and its scenario')
    .description(
      'Writes a k6 script and the scenario that runs it. Requests come from an OpenAPI 3 document, a HAR file, or a server on this machine that is up.',
    )
    .option('--from <source>', 'an OpenAPI or HAR file, or http://127.0.0.1:3000')
    .addOption(
      new Option('--shape <name>', 'course of the load').choices(LOAD_SHAPES).default('smoke'),
    )
    .option('--scale <factor>', 'factor of its durations, such as 0.1', '1')
    .addOption(
      new Option('--preset <name>', 'limits that become thresholds')
        .choices(BUDGET_PRESETS)
        .default('kpi-web'),
    )
    .option('--out <file>', 'the script (default: load/k6.js)')
    .option('--force', 'write over files that are there')
    .action(async (_options, command) => {
      const { initK6Command } = await import('../commands/init-k6.ts');
      done(await initK6Command(host, command.optsWithGlobals()));
    });
  init
    .command('function <target>')
    .summary('write a scenario of a function, with a call that your tests make')
    .description(
      'Runs your tests in a copy in which the function writes down what it is called with, and writes a scenario with the largest of these calls. Your own files are only read.',
    )
    .option('--args <list>', 'call it with this JSON list; no test is run')
    .option(
      '--bench',
      'write a benchmark of your own tool instead: vitest, pytest, Go, criterion, .NET',
    )
    .option('--out <file>', 'the scenario (default: scenarios/ and its name)')
    .option('--force', 'write over files that are there')
    .addHelpText('before', FUNCTION_EXAMPLES)
    .action(async (target: string, _options, command) => {
      const { initFunctionCommand } = await import('../commands/init-function.ts');
      done(await initFunctionCommand(host, { target, ...command.optsWithGlobals() }));
    });
}
