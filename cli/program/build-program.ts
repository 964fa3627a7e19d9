import { Command } from 'commander';
import type { Host } from '../../harness/host.ts';
import { harnessVersion } from '../../harness/machine/harness-version.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import { OFFICIAL_PLUGINS } from '../../registry/official-plugins.ts';
import { baseline } from '../commands/baseline/command.ts';
import { bisect } from '../commands/bisect/command.ts';
import { calibrate } from '../commands/calibrate/command.ts';
import { check } from '../commands/check/command.ts';
import { compare } from '../commands/compare/command.ts';
import type { CoreCommand } from '../commands/core-command.ts';
import { doctor } from '../commands/doctor/command.ts';
import { gate } from '../commands/gate/command.ts';
import { history } from '../commands/history/command.ts';
import { init } from '../commands/init/command.ts';
import { profile } from '../commands/profile/command.ts';
import { report } from '../commands/report/command.ts';
import { run } from '../commands/run/command.ts';
import { schema } from '../commands/schema/command.ts';
import { addCommand } from './add-command.ts';
import { addHelp } from './add-help.ts';
import { addPlugin } from './add-plugin.ts';
import { refuseCommand } from './refuse-command.ts';

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
  const line = { host, command, done };
  const add = (core: CoreCommand, above = program): void => {
    const added = addCommand(above, core, line, core.run?.bind(core) ?? null);
    for (const below of core.commands ?? []) add(below, added);
  };
  add(run);
  add(init);
  add(baseline);
  add(compare);
  add(calibrate);
  add(gate);
  add(bisect);
  add(profile);
  for (const plugin of OFFICIAL_PLUGINS) addPlugin(program, plugin, line);
  add(check);
  add(history);
  add(report);
  add(doctor);
  add(schema);
  addCompletion(program, host, done);
  addHelp(program, host, OFFICIAL_PLUGINS);
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
    // commander reports `--no-…` options as not boolean, so they look like options with a value.
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
or baseline is missing or not comparable, 7 a report and no change,
8 blocked, 70 a defect of perf-harness, 130 or 143 interrupted (what was
measured is kept).
`;

/** `completion`: for a shell. */
function addCompletion(program: Command, host: Host, done: (code: ExitCode) => void): void {
  program
    .command('completion <shell>')
    .summary('print a completion script for bash, zsh or fish')
    .description('Prints a completion script.\n\n  source <(perf-harness completion bash)')
    .action(async (shell) => {
      const { completionCommand } = await import('../commands/completion.ts');
      done(completionCommand(host, program, shell));
    });
}
