import type { z } from 'zod';
import type { Host } from '../../harness/host.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import type { ProgressListener } from '../../harness/model/progress-event.ts';

/** Effects of a tool on its environment, in the terms of the protocol. */
export interface ToolEffects {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  /** True if it may reach beyond this machine. */
  readonly openWorldHint: boolean;
}

/** Effects of a tool that only reads existing data. */
export const READ_ONLY: ToolEffects = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Effects of a tool that runs project code and adds records, changing no existing data. */
export const RUNS_PROJECT: ToolEffects = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: false,
  // A configuration can let a scenario load other hosts.
  openWorldHint: true,
};

/** Effects of a tool that runs nothing of the project and adds a document. */
export const ADDS_DOCUMENT: ToolEffects = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** Context of a call. All of it ends with the call. */
export interface ToolContext {
  /** In the folder of the project; its processes are ended when the call is over. */
  readonly host: Host;
  /** Aborted when the client cancels or disappears. */
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  /** Command that calls, for others that wait for its measurement. */
  readonly caller: string;
}

/** Answer of a tool. */
export interface ToolAnswer<Out> {
  /** Short; fits the tool's `output`. */
  readonly structured: Out;
  /** Same content as text. */
  readonly text: string;
  /** Links to the full documents. */
  readonly links?: readonly ResourceLink[];
}

export interface ResourceLink {
  readonly uri: string;
  readonly name: string;
  readonly mimeType: string;
}

/** Tool for agents. Its modules are loaded when it is called. */
export interface ServerTool<In = unknown, Out = unknown> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Word that allows it; null: it only reads. */
  readonly permission: string | null;
  /** True if it measures: such calls run one at a time. */
  readonly measures: boolean;
  /**
   * For a tool of which only some calls measure: returns the permission that such a call needs in
   * addition to its own; such calls run one at a time too. null for a call that does not measure.
   */
  readonly measuresFor?: (input: In) => string | null;
  readonly effects: ToolEffects;
  readonly input: z.ZodType<In>;
  /** Structured part of the answer; it is checked, but not listed, since it would cost most. */
  readonly output: z.ZodType<Out>;
  readonly call: (input: In, context: ToolContext) => Promise<ToolAnswer<Out>>;
}

/** Checks the parts of a tool against each other, and forgets their types. */
export function defineTool<In, Out>(tool: ServerTool<In, Out>): ServerTool {
  return tool as unknown as ServerTool;
}

/** Removes undefined values. */
export function omitUndefined<T extends object>(
  words: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(words).filter(([, value]) => value !== undefined),
  ) as never;
}

export const RESOURCE_SCHEME = 'perf-harness://';

/** Returns the link to the full record of a run. */
export function runLink({ id, scenario }: Pick<RunRecord, 'id' | 'scenario'>): ResourceLink {
  return { uri: `${RESOURCE_SCHEME}runs/${id}`, name: scenario, mimeType: 'application/json' };
}

export function comparisonLink(id: string): ResourceLink {
  return { uri: `${RESOURCE_SCHEME}comparisons/${id}`, name: id, mimeType: 'application/json' };
}
