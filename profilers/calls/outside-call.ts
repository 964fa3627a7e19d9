/** Calls of a package's functions from outside of these functions, as a test process records them. */

/** Variable with the folder to which each thread writes its calls. */
export const CALLS_VARIABLE = 'PERF_HARNESS_OUTSIDE_CALLS';
/** Name of the symbol by which instrumented functions find the recorder, in any context. */
export const OUTSIDE_CALLS_SYMBOL = 'perf-harness.outside-calls';
/** Ending of a thread's file. */
export const CALLS_EXTENSION = '.outside-calls';

export interface RecordedInput {
  /** JavaScript array literal of the arguments; exports of the package are named by reference. */
  readonly source: string;
  /** Expression that creates the object whose method is called; null: none is known. */
  readonly subject: string | null;
  readonly isNew: boolean;
  readonly calls: number;
  /** Calls of it that threw, or whose promise was rejected. */
  readonly failed: number;
  /** True if a call left its arguments or its object changed. */
  readonly isModified: boolean;
  /** Shortest duration of a call, milliseconds, until its promise was settled; null: not over. */
  readonly bestMs: number | null;
  /** True if a call returned a promise. */
  readonly isAsync?: boolean;
}

/** Returns a text that equal calls share. */
export function keyOfInput({
  source,
  subject,
  isNew,
}: Pick<RecordedInput, 'source' | 'subject' | 'isNew'>): string {
  return `${isNew} ${subject} ${source}`;
}

export interface OutsideCalls {
  readonly calls: number;
  readonly inputs: readonly RecordedInput[];
  /** Number of calls by the kind of argument that cannot be recorded: `a function`. */
  readonly refused: Readonly<Record<string, number>>;
}

export type OutsideCallsByLabel = Readonly<Record<string, OutsideCalls>>;

export interface RecordedProgram {
  /** Absolute. */
  readonly file: string;
  readonly arguments: readonly string[];
  readonly cwd: string;
  /** null: it was killed, an exception ended it, or it still ran when this was written. */
  readonly exitCode: number | null;
}

/** Content of a thread's file. */
export interface ThreadRecord {
  readonly calls: OutsideCallsByLabel;
  /** Successful GET requests to servers of the thread, by path with query. */
  readonly requests: Readonly<Record<string, number>>;
  /** null: the thread is not the main thread, or runs no script. */
  readonly program: RecordedProgram | null;
}

/** Functions, and constructors of classes, whose text has labels of methods too. */
export type LabelKind = 'call' | 'construct';

export function labelOf(index: number, kind: LabelKind = 'call'): string {
  return `perf-harness ${kind} ${index}`;
}

/**
 * Returns the index of the first label in the text of a function; null: there is none.
 * @param kind - null: either.
 */
export function findLabel(text: string, kind: LabelKind | null = null): number | null {
  const found = new RegExp(`perf-harness ${kind ?? '(?:call|construct)'} (\\d+)`, 'u').exec(
    text,
  )?.[1];
  return found === undefined ? null : Number(found);
}

/** Part of an export that a recorded source names: it, the name of a method, or its class. */
export type ReferencedPart = 'Export' | 'Member' | 'Owner';

/** Returns the name in recorded sources of an export, by the label of its function. */
export function referenceTo(part: ReferencedPart, label: string): string {
  return `perfHarness${part}${findLabel(label)}`;
}

export function replaceReferences(
  source: string,
  replace: (part: ReferencedPart, index: number) => string,
): string {
  return source.replaceAll(
    /\bperfHarness(Export|Member|Owner)(\d+)\b/gu,
    (_, part: ReferencedPart, index: string) => replace(part, Number(index)),
  );
}

/** Stands in recorded texts for the folder of the project, which is another where they are run. */
export const PROJECT_ROOT = 'perfHarnessProjectRoot';

/**
 * Replaces the folder of a copy in the string literals of a recorded source.
 * @param folders - Paths of the folder, with and without links resolved.
 * @returns null if a name of a property contains it.
 */
export function replaceProjectRoot(source: string, folders: readonly string[]): string | null {
  const texts = [...new Set(folders)].map((folder) => JSON.stringify(folder).slice(1, -1));
  if (!texts.some((text) => source.includes(text))) return source;
  let isKey = false;
  const replaced = source.replaceAll(/"(?:\\.|[^"\\])*"(?<colon>:)?/gu, (literal, colon) => {
    const inside = texts.reduce((all, text) => all.replaceAll(text, PROJECT_ROOT), literal);
    isKey ||= colon !== undefined && inside !== literal;
    return inside
      .split(PROJECT_ROOT)
      .join(`" + ${PROJECT_ROOT} + "`)
      .replaceAll(/^"" \+ | \+ ""$/gu, '');
  });
  return isKey ? null : replaced;
}

export function frameName(index: number): string {
  return `perfHarnessCall${index}`;
}

/** Returns the index in the name of such a function; null: another function. */
export function findFrameIndex(name: string): number | null {
  const found = /^perfHarnessCall(\d+)$/u.exec(name)?.[1];
  return found === undefined ? null : Number(found);
}
