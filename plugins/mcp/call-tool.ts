import { processes, type tools, UserError } from 'perf-harness/plugin';
import { z } from 'zod';
import type { McpServerDependencies, McpTool } from './mcp-server-dependencies.ts';

/** Name of this server, shown to others that wait for a measurement to end. */
const CALLER = 'perf-harness mcp';

export interface CallRules {
  readonly allowed: ReadonlySet<string>;
  readonly measuring: processes.ConcurrencyLimit;
  readonly reading: processes.ConcurrencyLimit;
}

export interface CallContext {
  readonly signal: AbortSignal;
  readonly onProgress: tools.ProgressListener;
  readonly onWait: (before: number) => void;
}

export interface CallSetup {
  readonly rules: CallRules;
  readonly parts: McpServerDependencies;
  readonly names: readonly string[];
}

/** Reason why a call is refused, in a sentence or two for the client. */
export class CallRefused extends Error {}

/**
 * Calls a tool, if permitted, when its turn in the queue comes.
 * @throws CallRefused for forbidden calls, wrong arguments, and mistakes of the project.
 */
export async function callTool(
  tool: McpTool,
  given: unknown,
  { rules, parts, names }: CallSetup,
  { signal, onProgress, onWait }: CallContext,
): Promise<tools.ToolAnswer<unknown>> {
  refuseForbidden(tool.name, tool.permission, rules.allowed);
  const read = tool.input.safeParse(given ?? {});
  if (!read.success) throw new CallRefused(`${tool.name}: ${z.prettifyError(read.error)}`);
  const further = tool.measuresFor?.(read.data) ?? null;
  refuseForbidden(tool.name, further, rules.allowed);
  const measures = tool.measures || further !== null;
  const turns = measures ? rules.measuring : rules.reading;
  const work = (): Promise<tools.ToolAnswer<unknown>> =>
    parts.withHost((host) =>
      tool.call(read.data, { host, signal, onProgress, parts, caller: CALLER }),
    );
  try {
    const answer = await turns.take(work, signal, onWait);
    return { ...answer, structured: tool.output.parse(answer.structured) };
  } catch (error) {
    if (error instanceof processes.QueueFullError) throw new CallRefused(busy(tool.name, measures));
    if (!(error instanceof UserError)) throw error;
    throw new CallRefused(describeErrorForClient(error, { input: tool.input, tools: names }));
  }
}

function refuseForbidden(
  name: string,
  permission: string | null,
  allowed: ReadonlySet<string>,
): void {
  if (isAllowed(permission, allowed)) return;
  throw new CallRefused(
    `${name} is not allowed here because it runs code or writes files. Whoever starts the server can allow it by the name ${permission}.`,
  );
}

export function isAllowed(permission: string | null, allowed: ReadonlySet<string>): boolean {
  return permission === null || allowed.has(permission);
}

function busy(name: string, measures: boolean): string {
  return measures
    ? `${name} was refused: only one measurement runs at a time, and the queue is full; call again once a measurement has finished.`
    : `${name} was refused: too many calls are in progress; call again once some calls have finished.`;
}

const FLAG = /(?<![\w-])--([a-z][a-z-]*)/gu;
const COMMAND = /\bperf-harness ([a-z]+)(?: ([a-z]+))?/gu;
const SENTENCE_END = /(?<=[.!?])\s+(?=\p{Lu}|`|")/u;

/** Names that an error may use. */
interface ClientVocabulary {
  readonly input: z.ZodType;
  readonly tools: readonly string[];
}

/**
 * Returns the message of an error in terms of a client: options of the command line become
 * arguments, commands become tools, and advice that only a command line can follow is left out.
 */
export function describeErrorForClient(
  { message, remedy = '' }: Pick<UserError, 'message' | 'remedy'>,
  { input, tools }: ClientVocabulary,
): string {
  const names = argumentsOf(input);
  const isUsable = (sentence: string): boolean =>
    [...sentence.matchAll(FLAG)].every(([, flag = '']) => names.has(toArgument(flag)));
  const asTools = (sentence: string): string =>
    sentence.replace(COMMAND, (written, command: string, next: string | undefined) => {
      if (tools.includes(`${command}_${next}`)) return `${command}_${next}`;
      return tools.includes(command) ? written.replace('perf-harness ', '') : written;
    });
  const asArguments = (text: string): string =>
    text.replace(FLAG, (written, flag: string) =>
      names.has(toArgument(flag)) ? toArgument(flag) : written,
    );
  const advice = remedy
    .split(SENTENCE_END)
    .map(asTools)
    .filter((sentence) => isUsable(sentence) && sentence.search(COMMAND) === -1);
  return [message, advice.join(' ')]
    .filter((text) => text !== '')
    .map(asArguments)
    .join('\n');
}

function toArgument(flag: string): string {
  return flag.replaceAll('-', '_');
}

function argumentsOf(input: z.ZodType): ReadonlySet<string> {
  const { properties = {} } = z.toJSONSchema(input);
  return new Set(Object.keys(properties));
}
