import type { Command as Commander } from 'commander';
import type { Command } from '../../registry/command.ts';
import type { Plugin } from '../../registry/plugin.ts';
import { PROJECT_OPTIONS, REPORT_OPTIONS } from '../options/tables.ts';
import { addCommand, type CommandLine } from './add-command.ts';

/** Adds a command of a plugin, with the commands below it, to a command line. */
export function addPluginCommand(
  above: Commander,
  plugin: Plugin,
  command: Command,
  line: CommandLine,
): void {
  const reports = command.hasReports ? REPORT_OPTIONS : {};
  const options = { ...command.options, ...PROJECT_OPTIONS, ...reports };
  const added = addCommand(above, { ...command, options }, line, async (call) => {
    const { runPluginCommand } = await import('../commands/run-plugin-command.ts');
    return runPluginCommand(plugin, command, call);
  });
  for (const below of command.commands ?? []) addPluginCommand(added, plugin, below, line);
}
