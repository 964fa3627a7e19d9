import type { Command } from 'commander';
import { findProject } from '../../harness/scenario/find-project-root-and-config.ts';
import type { CommandLine } from './add-command-to-cli.ts';
import { addPluginCommands } from './add-plugin-commands.ts';

/**
 * Adds the commands of the plugins that the configuration of this folder names.
 * @throws UserError for a configuration or a plugin that cannot be loaded.
 */
export async function addConfiguredPluginCommands(
  program: Command,
  line: CommandLine,
): Promise<void> {
  const { host } = line;
  // Without a configuration, a mistyped command is reported at once.
  if (findProject(host.files, host.cwd).configFile === null) return;
  const [{ loadConfig }, { loadConfiguredPlugins }] = await Promise.all([
    import('../../harness/scenario/project-config.ts'),
    import('../../registry/load-configured-plugins.ts'),
  ]);
  for (const plugin of await loadConfiguredPlugins(await loadConfig(host, host.cwd))) {
    addPluginCommands(program, plugin, line);
  }
}
