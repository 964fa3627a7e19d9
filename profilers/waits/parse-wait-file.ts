import { parseProfileJson } from '../parse-profile-json.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import {
  type ColumnTypes,
  DELAY_COLUMNS,
  type EncodedColumns,
  OPERATION_COLUMNS,
  SPAN_COLUMNS,
  WAIT_FILE_FORMAT,
  type WrittenWaits,
} from './wait-file-format.ts';

type NumberColumns<Types extends ColumnTypes> = {
  readonly [Name in keyof Types]: Types[Name] extends 'integer' ? Int32Array : Float64Array;
};

export interface ThreadWaits extends Omit<WrittenWaits, 'spans' | 'operations' | 'delays'> {
  readonly spans: NumberColumns<typeof SPAN_COLUMNS>;
  readonly operations: NumberColumns<typeof OPERATION_COLUMNS>;
  readonly delays: NumberColumns<typeof DELAY_COLUMNS>;
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
  return {
    ...(data as WrittenWaits),
    spans: decodeColumns('spans', SPAN_COLUMNS, data.spans),
    operations: decodeColumns('operations', OPERATION_COLUMNS, data.operations),
    delays: decodeColumns('delays', DELAY_COLUMNS, data.delays),
  };
}

function decodeColumns<Types extends ColumnTypes>(
  table: string,
  types: Types,
  encoded: Partial<EncodedColumns<Types>> = {},
): NumberColumns<Types> {
  const columns = Object.entries(types).map(([name, type]) => {
    const Numbers = type === 'integer' ? Int32Array : Float64Array;
    return [name, new Numbers(bytesOf(encoded[name], Numbers.BYTES_PER_ELEMENT))] as const;
  });
  if (new Set(columns.map(([, { length }]) => length)).size > 1)
    throw new BadProfile(`the columns of \`${table}\` differ in length`);
  return Object.fromEntries(columns) as NumberColumns<Types>;
}

/** Copied into a separate buffer, since pooled buffers may be misaligned for numbers. */
function bytesOf(column: unknown, size: number): ArrayBuffer {
  if (typeof column !== 'string') throw new BadProfile('a column of numbers is missing');
  const bytes = Uint8Array.from(Buffer.from(column, 'base64'));
  if (bytes.length % size !== 0) throw new BadProfile('a column of numbers is truncated');
  return bytes.buffer;
}
