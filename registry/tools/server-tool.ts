import type { z } from 'zod';
import type { Host } from '../../harness/host.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import type { ProgressListener } from '../../harness/model/progress.ts';

/** What a tool does to its surroundings, in the words of the protocol. */
export interface Effects {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  /** Whether it may reach beyond this machine. */
  readonly openWorldHint: boolean;
}

/** It reads what is there. */
export const READS: Effects = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** It runs the project's code and adds records; nothing that was there changes. */
export const MEASURES: Effects = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: false,
  // A configuration can let a scenario load other hosts.
  openWorldHint: true,
};

/** It runs nothing of the project and adds a document. */
export const KEEPS: Effects = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** What a call works with. All of it ends with the call. */
export interface ToolContext {
  /** In the folder of the project; its processes are ended when the call is over. */
  readonly host: Host;
  /** Aborted when the client cancels or disappears. */
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  /** Command that calls, for others that wait for its measurement. */
  readonly caller: string;
}

/** What a tool answers. */
export interface ToolAnswer<Out> {
  /** Short; fits the tool's output schema. */
  readonly structured: Out;
  /** The same for those who read text. */
  readonly text: string;
  /** Where the whole of it can be read. */
  readonly links?: readonly ResourceLink[];
}

export interface ResourceLink {
  readonly uri: string;
  readonly name: string;
  readonly mimeType: string;
}

/** One thing that an agent can ask for. Its own modules are loaded when it is called. */
export interface ServerTool<In = unknown, Out = unknown> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Word that allows it; null: it only reads. */
  readonly permission: string | null;
  /** Whether it measures: such calls take turns. */
  readonly measures: boolean;
  /**
   * Where only some calls measure: what such a call has to be allowed beside its own permission; it takes
   * turns as well. null: this one does not measure.
   */
  readonly measuresFor?: (input: In) => string | null;
  readonly effects: Effects;
  readonly input: z.ZodType<In>;
  readonly output: z.ZodType<Out>;
  /** JSON Schema of the output, where it says more. */
  readonly outputSchema?: object;
  readonly call: (input: In, context: ToolContext) => Promise<ToolAnswer<Out>>;
}

/** Checks the parts of a tool against each other, and forgets their types. */
export function defineTool<In, Out>(tool: ServerTool<In, Out>): ServerTool {
  return tool as unknown as ServerTool;
}

/** Without what was not said. */
export function given<T extends object>(words: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(
    Object.entries(words).filter(([, value]) => value !== undefined),
  ) as never;
}

export const SCHEME = 'perf-harness://';

/** Where the whole of a run can be read. */
export function runLink({ id, scenario }: Pick<RunRecord, 'id' | 'scenario'>): ResourceLink {
  return { uri: `${SCHEME}runs/${id}`, name: scenario, mimeType: 'application/json' };
}

export function comparisonLink(id: string): ResourceLink {
  return { uri: `${SCHEME}comparisons/${id}`, name: id, mimeType: 'application/json' };
}
