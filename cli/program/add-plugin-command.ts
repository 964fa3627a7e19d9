import type { Command as Commander } from 'commander';
import type { Command, CommandGroup } from '../../registry/command.ts';
import type { Plugin } from '../../registry/plugin.ts';
import { PROJECT_OPTIONS, REPORT_OPTIONS } from '../options/tables.ts';
import { addCommand, type CommandLine } from './add-command.ts';

/** Adds a command of a plugin, with the commands below it, to a command line. */
export function addPluginCommand(
  above: Commander,
  plugin: Plugin,
  command: Command | CommandGroup,
  line: CommandLine,
): void {
  const added =
    'run' in command
      ? addRun(above, plugin, command, line)
      : addCommand(above, command, line, null);
  for (const below of command.commands ?? []) addPluginCommand(added, plugin, below, line);
}

function addRun(above: Commander, plugin: Plugin, command: Command, line: CommandLine): Commander {
  const reports = command.hasReports ? REPORT_OPTIONS : {};
  const project = command.isWithoutProject ? {} : PROJECT_OPTIONS;
  const options = { ...command.options, ...project, ...reports };
  return addCommand(above, { ...command, options }, line, async (call) => {
    const { runPluginCommand } = await import('../commands/run-plugin-command.ts');
    return runPluginCommand(plugin, command, call);
  });
}
