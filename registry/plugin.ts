import type { Host } from '../harness/host.ts';
import type { GateBase, PluginCheck } from '../harness/model/documents/gate-document.ts';
import type { Scenario } from '../harness/model/scenario/scenario.ts';
import type { Config } from '../harness/scenario/project-config.ts';
import type { PriorWork } from '../project/performance-checklist/performance-checklist-evidence-types.ts';
import type { MeasuredDocument } from '../reports/document-containing-runs.ts';
import type { ToolServer } from './agent-tool-server-command.ts';
import type { Command, CommandGroup, CommandProgress } from './cli-command-definition.ts';
import type { Option } from './cli-command-option.ts';
import type { ChangeGenerator } from './code-change-generator.ts';
import type { LongTool, Tool } from './plugin-command-agent-tool-types.ts';
import type { DocumentKind } from './plugin-document-kind.ts';
import type { Collection } from './stored-document-collection.ts';

/** Version of the plugin interface; a plugin states the version for which it was written. */
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
  readonly processes?: readonly PluginProcess[];
  /** Generators of changes, in addition to those of the package. */
  readonly generators?: readonly ChangeGenerator[];
  /** Work on the project that `check` takes as evidence. */
  readonly pastWork?: PriorWork;
  /** Tools for agents, loaded when a server of tools starts. */
  readonly tools?: {
    /** Word that allows them. */
    readonly permission: string;
    /** Words that allow some of them instead. Default: none. */
    readonly ownPermissions?: readonly string[];
    load(): Promise<readonly (Tool | LongTool)[]>;
  };
}

/** Default export of a plugin's module. */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}

/** Checks that plugins add to a gate. */
export function listGateChecks(plugins: readonly Plugin[]): readonly GateCheckKind[] {
  return plugins.flatMap(({ gateChecks = [] }) => gateChecks);
}

/** Files that plugins add to `init`. */
export function listInitFiles(plugins: readonly Plugin[]): readonly InitFiles[] {
  return plugins.flatMap(({ initFiles = [] }) => initFiles);
}

/** Senders of results that plugins add to commands that measure. */
export function listResultSenders(plugins: readonly Plugin[]): readonly ResultSender[] {
  return plugins.flatMap(({ resultSenders: senders = [] }) => senders);
}

/** Kinds of documents that plugins bring. */
export function listPluginDocuments(plugins: readonly Plugin[]): readonly DocumentKind[] {
  return plugins.flatMap(({ documents = [] }) => documents);
}

/**
 * Work that a plugin does in a separate process: it starts perf-harness with the name of the
 * process and reads one line of JSON. The name is not shown in any help text.
 */
export interface PluginProcess {
  /** Word behind the program: `lines-worker`. */
  readonly name: string;
  /** Does the work and returns the result. @throws UserError for invalid arguments. */
  run(surroundings: {
    readonly host: Host;
    readonly args: readonly string[];
    /** Aborts when the process should end. */
    readonly signal: AbortSignal;
  }): Promise<unknown>;
}

/** Sends results of `run`, `compare` and `gate` to another program, where an option requests it. */
interface ResultSender {
  /** Name of the option. */
  readonly name: string;
  readonly option: Option;
  /** Reads the option before anything is measured. @throws UserError for a value that it does not take. */
  open(host: Host, value: string | true): Promise<SendResults>;
}

/** Sends a document whose verdict is final: a failure only warns, the exit code stays. */
export type SendResults = (document: MeasuredDocument) => Promise<void>;

/** Files that an option of `init` has written in place of a first scenario. */
export interface InitFiles {
  /** Name of the option. */
  readonly name: string;
  readonly option: Option;
  /** @throws UserError if there is no input to generate from. */
  make(request: InitRequest): Promise<CreatedFiles>;
}

/** The project as it is configured. */
export interface InitRequest {
  readonly host: Host;
  readonly config: Config;
  readonly scenarios: readonly Scenario[];
}

/** Texts of generated files; files edited by hand since then are kept. */
export interface CreatedFiles {
  /** Folder of the project that they lie in. */
  readonly folder: string;
  /** Paths from that folder. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Sentence about the files: `3 budgets are watched.` */
  readonly summary: string;
  /** Remaining steps for the user, a sentence or two each. */
  readonly next: readonly string[];
}

/** A check of changed lines that a plugin adds to a gate. */
interface GateCheckKind {
  /** Type of the check in the document, and name of the option of `gate` that enables it. */
  readonly name: string;
  readonly option: Option;
  /** Prepares it, so that a mistake is refused before anything is measured. @throws UserError */
  prepare(request: GateCheckRequest): Promise<CheckLines>;
}

export interface GateCheckRequest {
  readonly host: Host;
  readonly config: Config;
  /** Value of the option. */
  readonly value: string;
  readonly progress: Pick<CommandProgress, 'measuring'>;
  /** Words that find the same project again, for a command to reproduce it. */
  readonly project: readonly string[];
}

/** Judges the lines that changed since a base. */
type CheckLines = (base: GateBase, signal: AbortSignal) => Promise<LineVerdict>;

/** Verdict on changed lines, with any further keys of the plugin in the document. */
type LineVerdict = Pick<PluginCheck, VerdictKey> & Readonly<Record<string, unknown>>;

type VerdictKey = 'outcome' | 'summary' | 'detail' | 'file' | 'reproduce';
