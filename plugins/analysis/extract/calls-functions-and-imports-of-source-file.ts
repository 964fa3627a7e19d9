/** Facts extracted from a single file, before files are linked. */

export interface StatementPlace {
  /** Names that the result is assigned to. */
  readonly names: readonly string[];
  readonly start: number;
  /** Start of the previous statement in the same block; −1: it is the first. */
  readonly previous: number;
}

export interface RawArgument {
  /** Kind of the node in the grammar. */
  readonly kind: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface RawCall {
  /** As it is written, white space drawn together; `new Pool` for constructors. */
  readonly callee: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly endLine: number;
  readonly isAwaited: boolean;
  readonly loops: number;
  /** True in an async callback of `map` or similar, whose iterations do not wait for each other. */
  readonly isConcurrent: boolean;
  /** True where the innermost loop iterates over a list, and does not poll, page or retry. */
  readonly isOverList: boolean;
  /** With their brackets, as they are written. */
  readonly argumentText: string;
  /** Filled only for calls that may declare or mount routes. */
  readonly arguments: readonly RawArgument[];
  /** Functions written among its arguments, as indexes into the functions of the file. */
  readonly callbacks: number[];
  readonly place: StatementPlace | null;
}

export interface RawDecorator {
  readonly name: string;
  readonly argumentText: string;
  readonly line: number;
}

export interface RawFunction {
  readonly name: string;
  /** Class or object that it is a member of. */
  readonly owner: string | null;
  /** Function in whose scope its names are looked up; −1: the module. */
  readonly parent: number;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly endLine: number;
  readonly isAsync: boolean;
  /** Names of the parameters in order, as far as they are plain. */
  readonly parameters: readonly string[];
  readonly decorators: readonly RawDecorator[];
  /** Class of the return value, as in `parseTypeName`, from any file; absent if not annotated. */
  readonly returnType?: string;
  /** Expressions returned by a Python function without a return annotation, except `None`. */
  readonly returnedExpressions?: string[];
  /** It is read as a field: a property of Python, a getter. */
  readonly isGetter?: true;
  readonly calls: RawCall[];
}

export interface RawImport {
  /** Name in this file; empty for a side-effect import. */
  readonly local: string;
  /** Name in the other file: `*` for the whole module, or `default`. */
  readonly imported: string;
  readonly source: string;
}

export interface RawExport {
  /** Name that others see; `*` for all names of the source. */
  readonly exported: string;
  /** Name in this file, or in the source if there is one. */
  readonly local: string;
  /** null: of this file. */
  readonly source: string | null;
}

export interface RawOrigin {
  /** Kind of origin; `either` has several `alternatives`. */
  readonly kind: 'new' | 'call' | 'type' | 'alias' | 'either';
  /** Class, function, type or value it comes from, as written; empty if there are several. */
  readonly expression: string;
  /** Arguments with their brackets; empty if nothing was called. */
  readonly argumentText: string;
  /** Origins of the branches of a conditional. */
  readonly alternatives?: readonly RawOrigin[];
}

/** Origin of a variable, a parameter or a field, as far as its declaration states it. */
export interface RawVariable extends RawOrigin {
  readonly name: string;
  /** Class named by the annotation, in the notation of `parseTypeName`; absent if it names none. */
  readonly annotation?: string;
  /** For fields, the function that assigns them, whose parameters are in scope. */
  readonly assigningFunction?: number;
  /** For a call outside all functions: names in its arguments, start offsets of functions there. */
  readonly callArguments?: readonly (string | number)[];
  readonly line: number;
  /** Index of the function whose scope it is in; −1 for the whole file. */
  readonly scope: number;
  /** Class that it is a field of; null: it is a variable. */
  readonly owner: string | null;
}

export interface RawClass {
  readonly name: string;
  readonly line: number;
  /** Base class; null if there is none. */
  readonly extends: string | null;
  readonly decorators: readonly RawDecorator[];
}

export interface FileFacts {
  /** From the root, with `/`. */
  readonly file: string;
  readonly language: 'script' | 'python';
  /** Functions of the file; the first stands for its top-level code, which runs on load. */
  readonly functions: readonly RawFunction[];
  readonly imports: readonly RawImport[];
  readonly exports: readonly RawExport[];
  readonly variables: readonly RawVariable[];
  readonly classes: readonly RawClass[];
  /** Characters in places that do not parse. */
  readonly unparsed: number;
}

/** Name of the function that stands for the top-level code of a file. */
export const MODULE_FUNCTION = '(module)';
