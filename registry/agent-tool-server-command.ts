import type { Host } from '../harness/host.ts';
import type { Config } from '../harness/scenario/project-config.ts';
import type { Command, CommandContext, Outcome } from './cli-command-definition.ts';
import type { Options } from './cli-command-option.ts';
import type { LongTool, Tool } from './plugin-command-agent-tool-types.ts';
import type { Document } from './plugin-document-kind.ts';
import type { OpenCollection } from './stored-document-collection.ts';
import type { ServerTool } from './tools/agent-tool-definition.ts';

/** A command that serves the tools of the core and of all plugins. */
export interface ToolServer<Table extends Options = Options>
  extends Omit<Command<Table>, 'run' | 'commands'> {
  /** @throws UserError for mistakes of the user. */
  run(context: CommandContext<Table>, source: ToolSource): Promise<Outcome>;
}

/** Tools of the core and of all plugins. */
export interface ToolSource {
  /** Words that allow them. */
  readonly permissions: readonly string[];
  readonly ofCore: readonly ServerTool[];
  readonly ofPlugins: readonly PluginTools[];
  /** Stored documents, for the context of a command that a tool runs. */
  openCollections(host: Host, config: Config): Promise<ReadonlyMap<string, OpenCollection>>;
}

/** Tools of one plugin. */
export interface PluginTools {
  readonly permission: string;
  readonly tools: readonly (Tool | LongTool)[];
  /** Text of a document of the plugin for agents. */
  textOf(document: Document): Promise<string>;
}
