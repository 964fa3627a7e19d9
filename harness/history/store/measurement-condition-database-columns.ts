import { createHash } from 'node:crypto';
import type { HistoryEntry } from '../../model/documents/history-entry.ts';
import { placeholders, type Sql, type SqlCells, type SqlValue } from './sql-database.ts';

/** Columns of measurement conditions that many runs have in common. */
export const CONDITION_COLUMNS = [
  'branch',
  'machine',
  'machine_title',
  'node',
  'harness',
  'tool',
  'settings',
] as const;

export interface RunConditions {
  readonly branch: string | null;
  readonly machine: string | null;
  readonly machineTitle: string | null;
  readonly node: string | null;
  readonly harness: string | null;
  readonly tool: string | null;
  readonly settings: string;
}

const KEYS_PER_QUERY = 500;

/** Separator of the parts of a key, and marker of an unknown value; neither occurs in names. */
const [SEPARATOR, UNKNOWN] = ['\u001f', '\u0001'];

/** Stores the measurement conditions of runs. @returns Function that returns the key of an entry's. */
export async function insertConditions(
  sql: Sql,
  entries: readonly HistoryEntry[],
): Promise<(entry: HistoryEntry) => number> {
  const rows = new Map(
    entries.map((entry) => {
      const values = valuesOf(entry);
      return [uniqueKey(sql, values), values];
    }),
  );
  const columns = ['word', ...CONDITION_COLUMNS];
  await sql.run(
    `INSERT INTO conditions (${columns.join(', ')}) VALUES ${placeholders(columns.length, rows.size)} ON CONFLICT (word) DO NOTHING`,
    [...rows].flatMap(([word, values]) => [word, ...values]),
  );
  const found = await sql.all(
    `SELECT key, word FROM conditions WHERE word IN (${[...rows].map(() => '?').join(', ')})`,
    [...rows.keys()],
  );
  const keys = new Map(found.map(({ key, word }) => [String(word), Number(key)]));
  return (entry) => keys.get(uniqueKey(sql, valuesOf(entry))) ?? 0;
}

export async function readConditions(
  sql: Sql,
  keys: ReadonlySet<number>,
): Promise<ReadonlyMap<number, RunConditions>> {
  const rows: SqlCells[] = [];
  const allKeys = [...keys];
  for (let at = 0; at < allKeys.length; at += KEYS_PER_QUERY) {
    const part = allKeys.slice(at, at + KEYS_PER_QUERY);
    rows.push(
      ...(await sql.rows(
        `SELECT key, ${CONDITION_COLUMNS.join(', ')} FROM conditions WHERE key IN (${part.map(() => '?').join(', ')})`,
        part,
      )),
    );
  }
  return new Map(
    rows.map(([key, branch, machine, machineTitle, node, harness, tool, settings]) => [
      Number(key),
      {
        branch: readOptionalText(branch),
        machine: readOptionalText(machine),
        machineTitle: readOptionalText(machineTitle),
        node: readOptionalText(node),
        harness: readOptionalText(harness),
        tool: readOptionalText(tool),
        settings: String(settings),
      },
    ]),
  );
}

function valuesOf({
  git,
  machine,
  node,
  harness,
  tool,
  settings,
}: HistoryEntry): readonly SqlValue[] {
  const values = [
    git?.branch ?? null,
    machine?.id ?? null,
    machine?.title ?? null,
    node,
    harness,
    tool,
    settings,
  ];
  return values.map((value) => value?.toWellFormed().replaceAll('\0', '\ufffd') ?? null);
}

function uniqueKey({ dialect }: Sql, values: readonly SqlValue[]): string {
  const word = values.map((value) => value ?? UNKNOWN).join(SEPARATOR);
  return dialect === 'sqlite' ? word : createHash('sha256').update(word).digest('hex');
}

/** Returns a nullable column as text or null. */
export function readOptionalText(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
