import { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import { harnessVersion } from '../../harness/machine/harness-version.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { OFFICIAL_PLUGINS } from '../../registry/official-plugins.ts';
import { baselineCommand } from '../commands/baseline/baseline-command.ts';
import { bisectCommand } from '../commands/bisect/bisect-command.ts';
import type { CoreCommand } from '../commands/built-in-cli-command-definition.ts';
import { calibrateCommand } from '../commands/calibrate/calibrate-command.ts';
import { checkCommand } from '../commands/check/check-command.ts';
import { compareCommand } from '../commands/compare/compare-command.ts';
import { doctorCommand } from '../commands/doctor/doctor-command.ts';
import { gateCommand } from '../commands/gate/gate-command.ts';
import { historyCommand } from '../commands/history/history-command.ts';
import { initCommand } from '../commands/init/init-command.ts';
import { profileCommand } from '../commands/profile/profile-command.ts';
import { reportCommand } from '../commands/report/report-command.ts';
import { runCommandDefinition } from '../commands/run/run-command-definition.ts';
import { schemaCommand } from '../commands/schema/schema-command.ts';
import { addCommandToCli } from './add-command-to-cli.ts';
import { addHelpCommand } from './add-help-command.ts';
import { addPluginCommands } from './add-plugin-commands.ts';
import { rejectArgumentsAfterDoubleDash } from './reject-arguments-after-double-dash.ts';

type Done = (code: ExitCode) => void;

/**
 * Builds the command line with its help. Each command's modules are loaded only when it runs, so
 * that help and completion stay fast.
 */
export function buildCliProgram(
  host: Host,
  command: readonly string[] | null,
  done: Done,
): Command {
  const program = new Command('perf-harness')
    .description('Benchmarks Node.js and web software, with stated error rates.')
    .version(harnessVersion(host), '-V, --version')
    .helpCommand(false)
    .configureHelp({ helpWidth: 80, sortSubcommands: false, showGlobalOptions: false })
    .configureOutput({ writeOut: host.terminal.out, writeErr: host.terminal.err })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', FOOTER);
  const line = { host, command, done };
  const add = (core: CoreCommand, above = program): void => {
    const added = addCommandToCli(above, core, line, core.run?.bind(core) ?? null);
    for (const below of core.commands ?? []) add(below, added);
  };
  add(runCommandDefinition);
  add(initCommand);
  add(baselineCommand);
  add(compareCommand);
  add(calibrateCommand);
  add(gateCommand);
  add(bisectCommand);
  add(profileCommand);
  for (const plugin of OFFICIAL_PLUGINS) addPluginCommands(program, plugin, line);
  add(checkCommand);
  add(historyCommand);
  add(reportCommand);
  add(doctorCommand);
  add(schemaCommand);
  addCompletion(program, host, done);
  addHelpCommand(program, host, OFFICIAL_PLUGINS);
  rejectArgumentsAfterDoubleDash(program, command);
  return program;
}

const EXAMPLES = `Examples:
  perf-harness run                          measure every scenario in scenarios/
  perf-harness run scenarios/parse.ts       measure the scenarios of one file
  perf-harness run -- node script.js        measure a command
  perf-harness run http://127.0.0.1:3000/   measure a running server
  perf-harness init                         create a first scenario

`;

const FOOTER = `
Exit codes: 0 success, 1 a budget or check failed or a regression was confirmed,
2 usage error, or results cannot be written, 3 inconclusive (if requested,
and in bisect), 4 the target failed, 5 a tool is missing, 6 a side, base
or baseline is missing or not comparable, 7 finished with a report but without
changes, 8 blocked, 70 a bug in perf-harness, 130 or 143 interrupted
(measurements are saved).
`;

/** `completion`: for a shell. */
function addCompletion(program: Command, host: Host, done: (code: ExitCode) => void): void {
  program
    .command('completion <shell>')
    .summary('print a completion script for bash, zsh or fish')
    .description('Prints a completion script.\n\n  source <(perf-harness completion bash)')
    .action(async (shell) => {
      const { shellCompletionCommand } = await import('../commands/shell-completion-command.ts');
      done(shellCompletionCommand(host, program, shell));
    });
}
