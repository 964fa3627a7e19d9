import type { Host } from '../harness/host.ts';
import type { GateBase, PluginCheck } from '../harness/model/documents/gate-document.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { CommandProgress } from './command.ts';
import type { Option } from './option.ts';

/** A check of changed lines that a plugin adds to a gate. */
export interface GateCheckKind {
  /** Type of the check in the document, and name of the option of `gate` that asks for it. */
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

/** Verdict on changed lines, with whatever else the plugin tells in the document. */
export type LineVerdict = Pick<PluginCheck, VerdictKey> & Readonly<Record<string, unknown>>;

type VerdictKey = 'outcome' | 'summary' | 'detail' | 'file' | 'reproduce';
