import { parseProfileJson } from '../json/parse-profile-json.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { WAIT_FILE_FORMAT, type WrittenWaits } from './wait-file-format.ts';

/** File of a thread, with its columns as numbers. */
export interface ThreadWaits extends Omit<WrittenWaits, 'spans' | 'operations' | 'delays'> {
  readonly spans: {
    readonly site: Int32Array;
    readonly operation: Int32Array;
    readonly start: Float64Array;
    readonly end: Float64Array;
    readonly localPort: Int32Array;
    readonly remotePort: Int32Array;
    readonly rows: Int32Array;
    readonly parameters: Int32Array;
    readonly connection: Int32Array;
  };
  readonly operations: {
    readonly number: Int32Array;
    readonly weight: Int32Array;
    readonly name: Int32Array;
    readonly localPort: Int32Array;
    readonly remotePort: Int32Array;
    readonly start: Float64Array;
    readonly end: Float64Array;
  };
  readonly delays: {
    readonly at: Float64Array;
    readonly mean: Float64Array;
    readonly count: Int32Array;
  };
}

const LISTS = ['functions', 'frames', 'stacks', 'labels', 'sites', 'names', 'connections'] as const;

/** @throws BadProfile if a text is not a thread's wait file. */
export function parseWaitFile(text: string): ThreadWaits {
  const data = parseProfileJson(text) as Partial<WrittenWaits> | null;
  if (data?.format !== WAIT_FILE_FORMAT)
    throw new BadProfile(`the \`format\` is not ${WAIT_FILE_FORMAT}`);
  for (const name of LISTS) {
    if (!Array.isArray(data[name])) throw new BadProfile(`the file has no \`${name}\` list`);
  }
  const { spans, operations, delays } = data;
  return {
    ...(data as WrittenWaits),
    spans: sameLength('spans', {
      site: integers(spans?.site),
      operation: integers(spans?.operation),
      start: numbers(spans?.start),
      end: numbers(spans?.end),
      localPort: integers(spans?.localPort),
      remotePort: integers(spans?.remotePort),
      rows: integers(spans?.rows),
      parameters: integers(spans?.parameters),
      connection: integers(spans?.connection),
    }),
    operations: sameLength('operations', {
      number: integers(operations?.number),
      weight: integers(operations?.weight),
      name: integers(operations?.name),
      localPort: integers(operations?.localPort),
      remotePort: integers(operations?.remotePort),
      start: numbers(operations?.start),
      end: numbers(operations?.end),
    }),
    delays: sameLength('delays', {
      at: numbers(delays?.at),
      mean: numbers(delays?.mean),
      count: integers(delays?.count),
    }),
  };
}

function integers(column: unknown): Int32Array {
  return new Int32Array(bytesOf(column, Int32Array.BYTES_PER_ELEMENT));
}

function numbers(column: unknown): Float64Array {
  return new Float64Array(bytesOf(column, Float64Array.BYTES_PER_ELEMENT));
}

/** Copied into a separate buffer, since pooled buffers may be misaligned for numbers. */
function bytesOf(column: unknown, size: number): ArrayBuffer {
  if (typeof column !== 'string') throw new BadProfile('a column of numbers is missing');
  const bytes = Uint8Array.from(Buffer.from(column, 'base64'));
  if (bytes.length % size !== 0) throw new BadProfile('a column of numbers is truncated');
  return bytes.buffer;
}

function sameLength<Columns extends Record<string, Int32Array | Float64Array>>(
  name: string,
  columns: Columns,
): Columns {
  if (new Set(Object.values(columns).map(({ length }) => length)).size > 1) {
    throw new BadProfile(`the columns of \`${name}\` differ in length`);
  }
  return columns;
}
