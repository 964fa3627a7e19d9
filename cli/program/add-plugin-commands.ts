import type { Command as Commander } from 'commander';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { ToolServer } from '../../registry/agent-tool-server-command.ts';
import type { Command, CommandGroup } from '../../registry/cli-command-definition.ts';
import { OFFICIAL_PLUGINS } from '../../registry/official-plugins.ts';
import type { Plugin, PluginProcess } from '../../registry/plugin.ts';
import { PROJECT_OPTIONS, REPORT_OPTIONS } from '../options/shared-command-options.ts';
import { addCommandToCli, type CommandLine } from './add-command-to-cli.ts';

export function addPluginCommands(program: Commander, plugin: Plugin, line: CommandLine): void {
  for (const command of plugin.commands ?? []) addPluginCommand(program, plugin, command, line);
  if (plugin.toolServer !== undefined) {
    addPluginCommand(program, plugin, servingCommand(plugin.toolServer), line);
  }
  for (const process of plugin.processes ?? []) addProcess(program, process, line);
}

/** Returns the command of a server, which receives the tools of the core and of all plugins. */
function servingCommand(server: ToolServer): Command {
  return {
    ...server,
    run: async (context) => {
      const [{ collectAgentTools }, { loadConfiguredPlugins }] = await Promise.all([
        import('../collect-agent-tools.ts'),
        import('../../registry/load-configured-plugins.ts'),
      ]);
      const plugins = [...OFFICIAL_PLUGINS, ...(await loadConfiguredPlugins(context.config))];
      return server.run(context, await collectAgentTools(plugins));
    },
  };
}

/** Adds a process of a plugin as a hidden command that prints its result as a line of JSON. */
function addProcess(program: Commander, { name, run }: PluginProcess, line: CommandLine): void {
  const { host, done } = line;
  program
    .command(name, { hidden: true })
    .argument('[words...]')
    // The plugin reads its own words.
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: readonly string[]) => {
      const [{ runUntilInterrupted }] = await Promise.all([
        import('../execution/run-until-interrupted.ts'),
        // Makes `perf-harness/plugin` resolve before the plugin loads its modules.
        import('../../harness/loader/register-self-reference.ts'),
      ]);
      done(
        await runUntilInterrupted(host, async (signal) => {
          const answer = await run({ host, args, signal });
          host.terminal.out(`${JSON.stringify(answer)}\n`);
          return EXIT.ok;
        }),
      );
    });
}

/** Adds a command of a plugin, with the commands below it, to a command line. */
function addPluginCommand(
  above: Commander,
  plugin: Plugin,
  command: Command | CommandGroup,
  line: CommandLine,
): void {
  const added =
    'run' in command
      ? addRun(above, plugin, command, line)
      : addCommandToCli(above, command, line, null);
  for (const below of command.commands ?? []) addPluginCommand(added, plugin, below, line);
}

function addRun(above: Commander, plugin: Plugin, command: Command, line: CommandLine): Commander {
  const reports = command.hasReports ? REPORT_OPTIONS : {};
  const project = command.isWithoutProject ? {} : PROJECT_OPTIONS;
  const options = { ...command.options, ...project, ...reports };
  return addCommandToCli(above, { ...command, options }, line, async (call) => {
    const { runPluginCommand } = await import('../commands/run-plugin-command.ts');
    return runPluginCommand(plugin, command, call);
  });
}
