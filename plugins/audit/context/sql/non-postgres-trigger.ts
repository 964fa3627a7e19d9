import type { DatabaseTrigger } from '../../document/audited-project-context-schema.ts';
import type { SqlToken } from './postgres-parser.ts';
import type {
  DefinitionLocation,
  StoredTrigger,
} from './triggers-and-functions-after-migrations.ts';

const EVENTS: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE']);
/** Signs that MySQL and SQLite put around names. */
const QUOTES = /^[`"[\]]$/u;

/**
 * Parses a trigger of MySQL, MariaDB or SQLite, which has its own body: `CREATE TRIGGER t AFTER
 * UPDATE ON jobs …`. Reads only its head, token by token; returns null if it is no such trigger.
 */
export function parseNonPostgresTrigger(
  tokens: readonly SqlToken[] | null,
  place: DefinitionLocation,
): StoredTrigger | null {
  const words = (tokens ?? []).map(({ text }) => text).filter((text) => !QUOTES.test(text));
  const upper = words.map((word) => word.toUpperCase());
  const at = upper.indexOf('TRIGGER');
  const on = upper.indexOf('ON', at);
  if (at < 1 || on < 0 || !upper.slice(0, at).includes('CREATE')) return null;
  // A PostgreSQL trigger executes a function, and should have been parsed before.
  if (upper.includes('EXECUTE', on)) return null;
  const events = upper
    .slice(at, on)
    .filter((word): word is DatabaseTrigger['event'] => EVENTS.has(word));
  const time = upper.findIndex(
    (word, index) => index > at && ['BEFORE', 'AFTER', 'INSTEAD', ...EVENTS].includes(word),
  );
  const name = bare(words[time - 1]);
  const isQualified = words[on + 2] === '.';
  const table = bare(words[isQualified ? on + 3 : on + 1]);
  if (events.length === 0 || !/^\w+$/u.test(name) || !/^\w+$/u.test(table)) return null;
  return { ...place, name, table, events, function: name, arguments: [] };
}

function bare(word: string | undefined): string {
  return (word ?? '').replace(/^"(.*)"$/u, '$1');
}
