import type { Command as Commander } from 'commander';
import { EXIT } from '../../harness/model/exit-code.ts';
import type { Command } from '../../registry/command.ts';
import { OFFICIAL_PLUGINS } from '../../registry/official-plugins.ts';
import type { OwnProcess } from '../../registry/own-process.ts';
import type { Plugin } from '../../registry/plugin.ts';
import type { ToolServer } from '../../registry/tool-server.ts';
import type { CommandLine } from './add-command.ts';
import { addPluginCommand } from './add-plugin-command.ts';

/** Adds the commands and the processes of a plugin to a command line. */
export function addPlugin(program: Commander, plugin: Plugin, line: CommandLine): void {
  for (const command of plugin.commands ?? []) addPluginCommand(program, plugin, command, line);
  if (plugin.toolServer !== undefined) {
    addPluginCommand(program, plugin, servingCommand(plugin.toolServer), line);
  }
  for (const process of plugin.processes ?? []) addProcess(program, process, line);
}

/** Command of a server, which is given the tools of the core and of all plugins. */
function servingCommand(server: ToolServer): Command {
  return {
    ...server,
    run: async (context) => {
      const [{ toolSource }, { configuredPlugins }] = await Promise.all([
        import('../tool-source.ts'),
        import('../../registry/configured-plugins.ts'),
      ]);
      const plugins = [...OFFICIAL_PLUGINS, ...(await configuredPlugins(context.config))];
      return server.run(context, await toolSource(plugins));
    },
  };
}

/** Adds a process of a plugin as a hidden command that answers with a line of JSON. */
function addProcess(program: Commander, { name, run }: OwnProcess, line: CommandLine): void {
  const { host, done } = line;
  program
    .command(name, { hidden: true })
    .argument('[words...]')
    // The plugin reads its own words.
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: readonly string[]) => {
      const [{ untilInterrupted }] = await Promise.all([
        import('../under-way/measuring.ts'),
        // Gives `perf-harness/plugin` its meaning before the plugin loads its modules.
        import('../../harness/loader/register-self.ts'),
      ]);
      done(
        await untilInterrupted(host, async (signal) => {
          const answer = await run({ host, args, signal });
          host.terminal.out(`${JSON.stringify(answer)}\n`);
          return EXIT.ok;
        }),
      );
    });
}
