import type { SgNode } from '@ast-grep/napi';
import {
  type FileFacts,
  MODULE_FUNCTION,
  type RawCall,
  type RawClass,
  type RawDecorator,
  type RawExport,
  type RawFunction,
  type RawImport,
  type RawVariable,
  type StatementPlace,
} from './calls-functions-and-imports-of-source-file.ts';

/** Position of a node, as offsets in UTF-16 units and lines from 1. */
export interface NodeRange {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly endLine: number;
}

/** Context around a node, valid up to `end`. */
export interface ExtractionFrame {
  /** Text before this offset is outside, such as the list that a loop iterates over. */
  readonly from: number;
  readonly end: number;
  readonly function: number;
  readonly loops: number;
  readonly isConcurrent: boolean;
  /** True if the innermost loop is over a list: its form makes no iteration depend on another. */
  readonly isOverList: boolean;
  /** Class or object that contains the members. */
  readonly owner: string | null;
  /** True inside a decorator, whose calls are not part of the control flow. */
  readonly isIgnored: boolean;
}

/** A file while it is read, node by node in the order in which they begin. */
export interface FactExtraction {
  readonly text: string;
  readonly functions: RawFunction[];
  readonly imports: RawImport[];
  readonly exports: RawExport[];
  readonly variables: RawVariable[];
  readonly classes: RawClass[];
  readonly frames: ExtractionFrame[];
  /** Awaited expressions by end offset. */
  readonly awaited: Map<number, { readonly start: number; readonly place: StatementPlace | null }>;
  /** Calls by end offset, which is unique for each call. */
  readonly callsByEnd: Map<number, RawCall>;
  /** Decorators that belong to the next member. */
  pendingDecorators: RawDecorator[];
  /** Characters in ranges that do not parse; nested ranges are counted once. */
  unparsed: number;
  unparsedUntil: number;
}

export type Visitors = Readonly<
  Record<string, (reading: FactExtraction, node: SgNode, span: NodeRange) => void>
>;

export function nodeRange(node: SgNode): NodeRange {
  const { start, end } = node.range();
  return { start: start.index, end: end.index, line: start.line + 1, endLine: end.line + 1 };
}

/** Returns the context around the node that begins at `start`. */
export function findFrame(reading: FactExtraction, start: number): ExtractionFrame {
  const frame = reading.frames.findLast(({ from }) => from <= start);
  if (frame === undefined) throw new Error('no enclosing frame for this position');
  return frame;
}

/** Opens a context that inherits from the enclosing context except for the given changes. */
export function pushFrame(
  reading: FactExtraction,
  change: Partial<ExtractionFrame> & Pick<ExtractionFrame, 'from' | 'end'>,
): void {
  reading.frames.push({ ...findFrame(reading, change.from), ...change });
}

export function openFunction(
  reading: FactExtraction,
  span: NodeRange,
  made: Omit<RawFunction, 'parent' | 'calls' | keyof NodeRange>,
): number {
  const index = reading.functions.length;
  const { start, end, line, endLine } = span;
  const parent = findFrame(reading, start).function;
  reading.functions.push({ ...made, parent, start, end, line, endLine, calls: [] });
  pushFrame(reading, {
    from: start,
    end,
    function: index,
    loops: 0,
    isConcurrent: false,
    isOverList: false,
    owner: null,
    isIgnored: false,
  });
  return index;
}

export function visitNodes(text: string, root: SgNode, visitors: Visitors): FactExtraction {
  const reading: FactExtraction = {
    text,
    functions: [],
    imports: [],
    exports: [],
    variables: [],
    classes: [],
    frames: [],
    awaited: new Map(),
    callsByEnd: new Map(),
    pendingDecorators: [],
    unparsed: 0,
    unparsedUntil: 0,
  };
  const whole = nodeRange(root);
  // The root node starts at the first token and may end before the last line.
  const end = text.length + 1;
  reading.functions.push({
    name: MODULE_FUNCTION,
    owner: null,
    parent: -1,
    isAsync: false,
    start: 0,
    end,
    line: 1,
    endLine: whole.endLine,
    parameters: [],
    decorators: [],
    calls: [],
  });
  reading.frames.push({
    from: 0,
    end: end + 1,
    function: 0,
    loops: 0,
    isConcurrent: false,
    isOverList: false,
    owner: null,
    isIgnored: false,
  });
  const rule = { any: [...Object.keys(visitors), 'ERROR'].map((kind) => ({ kind })) };
  for (const node of root.findAll({ rule })) {
    const span = nodeRange(node);
    while (span.start >= (reading.frames.at(-1)?.end ?? Number.POSITIVE_INFINITY)) {
      reading.frames.pop();
    }
    const kind = String(node.kind());
    if (kind === 'ERROR') countUnparsed(reading, span);
    else visitors[kind]?.(reading, node, span);
  }
  return reading;
}

function countUnparsed(reading: FactExtraction, { start, end }: NodeRange): void {
  reading.unparsed += Math.max(0, end - Math.max(start, reading.unparsedUntil));
  reading.unparsedUntil = Math.max(end, reading.unparsedUntil);
}

export function toFileFacts(
  file: string,
  language: FileFacts['language'],
  reading: FactExtraction,
): FileFacts {
  const { functions, imports, exports, variables, classes, unparsed } = reading;
  return { file, language, functions, imports, exports, variables, classes, unparsed };
}

export function consumeDecorators(reading: FactExtraction): readonly RawDecorator[] {
  const taken = reading.pendingDecorators;
  reading.pendingDecorators = [];
  return taken;
}
