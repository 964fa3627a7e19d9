import { storage } from 'perf-harness/plugin';
import { z } from 'zod';
import type { AuditedCode } from '../../../rule.ts';

const lifetimesSchema = z.record(z.string(), z.number());
/** File in the project root with the seconds for which data of each table may be cached. */
const FILE = 'data-ttl.json';
/** Lifetime in seconds below which data should be cached for no longer than one request. */
const SHORTEST_S = 60;
/** Usual names of tables that hardly ever change. */
const SLOW_TABLE = /engine|language|locale|dialect|flag|currenc|countr|setting|config/iu;

/** Lifetime of the data that a query reads, as far as it is known. */
export type DataLifetime = 'long' | 'short' | 'unknown';

/** Classifies query data by the user's settings for its tables, else by table names (Q651-25). */
export function classifyDataLifetime({ code }: AuditedCode, query: string): DataLifetime {
  const configured = Object.entries(readLifetimes(code.textOf(FILE)));
  const known = configured.filter(([table]) => names(query, table));
  if (known.length > 0) return known.every(([, ttl]) => ttl >= SHORTEST_S) ? 'long' : 'short';
  const queried = [
    ...query.matchAll(
      /(?:select|query|get|join)\(\s*(?:\w+\.)?([A-Z]\w*)|(?:FROM|JOIN)\s+(\w+)|([A-Z]\w*)\.objects/gu,
    ),
  ];
  const tables = queried.map((match) => match.slice(1).find((name) => name !== undefined) ?? '');
  return tables.length > 0 && tables.every((table) => SLOW_TABLE.test(table)) ? 'long' : 'unknown';
}

/** @throws Error if the file is not a map of seconds, since its settings would be ignored. */
function readLifetimes(text: string | null): Readonly<Record<string, number>> {
  const read = lifetimesSchema.safeParse(storage.tryParseJson(text ?? '{}'));
  if (read.success) return read.data;
  throw new Error(`${FILE} must be a JSON object that maps table names to seconds`);
}

/** `feature_flags` names `FeatureFlag`, too. */
function names(query: string, table: string): boolean {
  const plain = table.replaceAll('_', '').replace(/s$/iu, '');
  return new RegExp(`\\b(?:${table}|${plain}s?)\\b`, 'iu').test(query);
}
