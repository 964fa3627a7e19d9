import type { PastWork } from '../project/checklist/project-evidence.ts';
import type { Collection } from './collection.ts';
import type { Command, CommandGroup } from './command.ts';
import type { DocumentKind } from './document-kind.ts';
import type { GateCheckKind } from './gate-check.ts';
import type { Generator } from './generator.ts';
import type { InitFiles } from './init-files.ts';
import type { OwnProcess } from './own-process.ts';
import type { ResultSender } from './result-sender.ts';
import type { LongTool, Tool } from './tool.ts';
import type { ToolServer } from './tool-server.ts';

/** Version of the interface; a plugin names the one that it was written for. */
export const PLUGIN_API = 1;

/**
 * Commands, documents and tools that belong together. Its module is loaded for each help text, so
 * that it imports its own modules when a command or tool runs.
 */
export interface Plugin {
  /** Name of the package, or of the folder of an official plugin. */
  readonly name: string;
  readonly apiVersion: typeof PLUGIN_API;
  readonly commands?: readonly (Command | CommandGroup)[];
  readonly documents?: readonly DocumentKind[];
  readonly collections?: readonly Collection[];
  readonly gateChecks?: readonly GateCheckKind[];
  readonly initFiles?: readonly InitFiles[];
  readonly resultSenders?: readonly ResultSender[];
  readonly toolServer?: ToolServer;
  readonly processes?: readonly OwnProcess[];
  /** Asked for changes beside those that the package brings. */
  readonly generators?: readonly Generator[];
  /** Work on the project that `check` takes as evidence. */
  readonly pastWork?: PastWork;
  /** Tools for agents, loaded when a server of tools starts. */
  readonly tools?: {
    /** Word that allows them. */
    readonly permission: string;
    load(): Promise<readonly (Tool | LongTool)[]>;
  };
}

/** Default export of a plugin's module. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}

/** Checks that plugins add to a gate. */
export function gateCheckKinds(plugins: readonly Plugin[]): readonly GateCheckKind[] {
  return plugins.flatMap(({ gateChecks = [] }) => gateChecks);
}

/** Files that plugins add to `init`. */
export function initFileKinds(plugins: readonly Plugin[]): readonly InitFiles[] {
  return plugins.flatMap(({ initFiles = [] }) => initFiles);
}

/** Senders of results that plugins add to commands that measure. */
export function resultSenders(plugins: readonly Plugin[]): readonly ResultSender[] {
  return plugins.flatMap(({ resultSenders: senders = [] }) => senders);
}

/** Kinds of documents that plugins bring. */
export function pluginDocuments(plugins: readonly Plugin[]): readonly DocumentKind[] {
  return plugins.flatMap(({ documents = [] }) => documents);
}
