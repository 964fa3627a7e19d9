import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import {
  type CodePlace,
  createV8ProfiledFunction,
  isGeneratedCode,
} from '../create-v8-profiled-function.ts';
import { BadProfile } from '../unreadable-profile-error.ts';

export const NO_NODE_ROW = -1;
/** Largest ratio of the highest id to the number of ids for which a table is smaller than a map. */
const SPARSE = 8;

/** Creates a lookup of rows by id; `NO_NODE_ROW`: none. V8 numbers nodes from 1, without gaps. */
function createRowFinder(ids: Int32Array): (id: number) => number {
  let highest = 0;
  let isTable = true;
  for (const id of ids) {
    if (id > highest) highest = id;
    if (id < 0) isTable = false;
  }
  if (!isTable || highest > SPARSE * ids.length + SPARSE) {
    const rows = new Map<number, number>();
    for (const [row, id] of ids.entries()) rows.set(id, row);
    return (id) => rows.get(id) ?? NO_NODE_ROW;
  }
  const rows = new Int32Array(highest + 1).fill(NO_NODE_ROW);
  for (let row = 0; row < ids.length; row += 1) rows[ids[row] ?? 0] = row;
  return (id) => rows[id] ?? NO_NODE_ROW;
}

/** `of` of V8's root, which is no function. */
export const ROOT_FUNCTION = -1;

/** The nodes of a CPU profile in columns: hundreds of megabytes of JSON take tens here. */
export interface CpuProfileColumns {
  readonly functions: readonly ProfiledFunction[];
  /** Returns the row of a node by its id; `NO_NODE_ROW` if there is none. */
  readonly rowOf: (id: number) => number;
  /** By row: row of the node that called it, or `NO_NODE_ROW`. */
  readonly parent: Int32Array;
  /** By row: index into the functions, or `ROOT_FUNCTION`. */
  readonly of: Int32Array;
  /** By row: samples, as V8 counted them. */
  readonly hits: Float64Array;
  readonly ticks: LineTicks;
}

export interface LineTicks {
  readonly row: Int32Array;
  readonly line: Int32Array;
  readonly count: Int32Array;
}

/** Puts columns together from nodes in any order. */
export type CpuProfileColumnsBuilder = ReturnType<typeof createCpuProfileColumns>;

/** @param own - Folder of perf-harness, with a slash at its end. */
export function createCpuProfileColumns(own: string) {
  const functions: ProfiledFunction[] = [];
  const indexes = new Map<string, number>();
  const ids = createIntegerColumn();
  const of = createIntegerColumn();
  const hits = createNumberColumn();
  const [callerId, calleeId] = [createIntegerColumn(), createIntegerColumn()];
  const [tickRow, tickLine, tickCount] = [
    createIntegerColumn(),
    createIntegerColumn(),
    createIntegerColumn(),
  ];

  /** A function occurs in many nodes, but is created once. */
  const functionOf = (place: CodePlace): number => {
    const { url, lineNumber, columnNumber, functionName } = place;
    const script = isGeneratedCode(place) ? place.scriptId : '';
    if (functionName === '(root)' && url === '') return ROOT_FUNCTION;
    const key = `${lineNumber}:${columnNumber}:${functionName}\0${url}\0${script}`;
    const known = indexes.get(key);
    if (known !== undefined) return known;
    indexes.set(key, functions.length);
    return functions.push(createV8ProfiledFunction(place, own)) - 1;
  };

  return {
    /** @throws BadProfile if its structure is wrong. */
    add: (rawNode: unknown): void => {
      const row = ids.count();
      const node = checkNode(rawNode, row);
      ids.add(node.id);
      of.add(functionOf(node.callFrame));
      hits.add(node.hitCount ?? 0);
      for (const child of node.children ?? []) {
        callerId.add(node.id);
        calleeId.add(child);
      }
      if (node.parent !== undefined) {
        callerId.add(node.parent);
        calleeId.add(node.id);
      }
      for (const { line, ticks } of node.positionTicks ?? []) {
        tickRow.add(row);
        tickLine.add(line);
        tickCount.add(ticks);
      }
    },
    /** @throws BadProfile if a called node does not exist. */
    build: (): CpuProfileColumns => {
      const rowOf = createRowFinder(ids.values());
      return {
        functions,
        rowOf,
        parent: parentsOf(rowOf, ids.count(), callerId.values(), calleeId.values()),
        of: of.values(),
        hits: hits.values(),
        ticks: { row: tickRow.values(), line: tickLine.values(), count: tickCount.values() },
      };
    },
  };
}

/** @throws BadProfile if a calling or called node does not exist. */
function parentsOf(
  rowOf: (id: number) => number,
  count: number,
  callers: Int32Array,
  callees: Int32Array,
): Int32Array {
  const parent = new Int32Array(count).fill(NO_NODE_ROW);
  for (let index = 0; index < callees.length; index += 1) {
    const [id, caller] = [callees[index] ?? 0, callers[index] ?? 0];
    const [row, above] = [rowOf(id), rowOf(caller)];
    if (row === NO_NODE_ROW)
      throw new BadProfile(`node ${caller} calls node ${id}, which is missing`);
    if (above === NO_NODE_ROW) {
      throw new BadProfile(`node ${id} is called by node ${caller}, which is missing`);
    }
    parent[row] = above;
  }
  return parent;
}

/** A node as V8, Chrome and `node --cpu-prof` write it (DevTools protocol, Profiler.ProfileNode). */
interface CpuProfileNode {
  readonly id: number;
  readonly callFrame: CodePlace;
  readonly hitCount?: number;
  readonly children?: readonly number[];
  /** Traces tell it instead of `children`. */
  readonly parent?: number;
  /** Lines from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** @throws BadProfile if the structure of a node is wrong. */
function checkNode(node: unknown, index: number): CpuProfileNode {
  const rawNode = (node ?? {}) as Partial<Record<keyof CpuProfileNode, unknown>>;
  const { id, callFrame, hitCount, children, positionTicks } = rawNode;
  const place = (callFrame ?? {}) as Partial<CodePlace>;
  const isNamed = typeof place.functionName === 'string' && typeof place.url === 'string';
  if (!Number.isInteger(id) || !isNamed) {
    throw new BadProfile(`node ${index} has no \`id\` or no \`callFrame\``);
  }
  const isSound =
    isAbsentOr(place.lineNumber, Number.isInteger) &&
    isAbsentOr(place.columnNumber, Number.isInteger) &&
    isAbsentOr(hitCount, isCount) &&
    isAbsentOr(children, Array.isArray) &&
    isAbsentOr(positionTicks, Array.isArray);
  if (!isSound) throw new BadProfile(`node ${index} has invalid numbers or lists`);
  return node as CpuProfileNode;
}

function isAbsentOr(value: unknown, isSound: (value: unknown) => boolean): boolean {
  return value === undefined || isSound(value);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

const FIRST_ROOM = 1_024;

/** Numbers added one at a time, in the memory of a typed array. */
interface GrowingColumn<A extends Int32Array | Float64Array> {
  readonly add: (value: number) => void;
  readonly count: () => number;
  /** Returns all values, as a view that is valid until the next value is added. */
  readonly values: () => A;
}

export function createIntegerColumn(): GrowingColumn<Int32Array> {
  return growing((room) => new Int32Array(room));
}

export function createNumberColumn(): GrowingColumn<Float64Array> {
  return growing((room) => new Float64Array(room));
}

function growing<A extends Int32Array | Float64Array>(make: (room: number) => A): GrowingColumn<A> {
  let items = make(FIRST_ROOM);
  let count = 0;
  return {
    add: (value) => {
      if (count === items.length) {
        const grown = make(2 * count);
        grown.set(items);
        items = grown;
      }
      items[count] = value;
      count += 1;
    },
    count: () => count,
    values: () => items.subarray(0, count) as A,
  };
}
