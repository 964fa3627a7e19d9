import type { ProjectCode } from '../../../analysis/index.ts';
import type {
  AuditContext,
  DatabaseTrigger,
} from '../../document/audited-project-context-schema.ts';
import type { ContextLog } from '../project-context-conflicts-and-unreadable-files.ts';
import type { TextReader } from '../read-project-text-files.ts';
import { applySql } from '../sql/apply-migration-sql.ts';
import { loadPostgresParser } from '../sql/postgres-parser.ts';
import { createFileSql, type SqlText } from '../sql/sql-text-with-source-line-numbers.ts';
import {
  collectFunctionEffects,
  createEmptyDatabase,
  type DatabaseState,
} from '../sql/triggers-and-functions-after-migrations.ts';
import { extractSql } from './extract-sql.ts';
import { findMigrations } from './migration-files.ts';
import { sortByRevision } from './sort-migrations-by-revision.ts';

type MigratedDatabase = Pick<
  AuditContext['db_config'],
  'triggers' | 'trigger_functions' | 'notifications'
> &
  Pick<AuditContext, 'migrations'>;

/** Text that makes a migration worth parsing; most migrations only add columns. */
const WORTH_PARSING = /trigger|notify|drop\s+function/iu;
/** Line of an SQL file after which it reverts itself: goose, sql-migrate, dbmate, tern. */
const TURNS_BACK =
  /^--\s*(?:\+goose\s+down|\+migrate\s+down|migrate:down|--\s*create above)\b.*$/imu;

/** Returns migration folders, with triggers and notifications they leave (AUD-09, AUD-11). */
export async function readMigrations(
  code: ProjectCode,
  read: TextReader,
  log: ContextLog,
): Promise<MigratedDatabase> {
  const { folders, files } = findMigrations(code.files, read);
  const worth = files.filter((file) => WORTH_PARSING.test(read(file) ?? ''));
  const state = createEmptyDatabase();
  if (worth.length > 0) {
    const postgres = await loadPostgresParser();
    const ordered = sortByRevision(
      worth.map((file) => ({ file, root: file.endsWith('.py') ? code.syntaxOf(file) : null })),
    );
    for (const file of ordered) {
      for (const sql of sqlOf(code, file, read, log)) applySql({ postgres, state, log }, sql);
    }
  }
  return { migrations: folders, ...shownOf(state, log) };
}

function sqlOf(
  code: ProjectCode,
  file: string,
  read: TextReader,
  log: ContextLog,
): readonly SqlText[] {
  if (file.endsWith('.sql')) {
    const text = read(file) ?? '';
    return [createFileSql(file, text.slice(0, TURNS_BACK.exec(text)?.index ?? text.length))];
  }
  const root = code.syntaxOf(file);
  if (root !== null) return extractSql(file, root);
  log.unread(file, 1, 'the file cannot be parsed, so its triggers are unknown');
  return [];
}

/** Converts the state to the form of the context: one trigger for each event (T652-03). */
function shownOf(state: DatabaseState, log: ContextLog): Omit<MigratedDatabase, 'migrations'> {
  const triggers = [...state.triggers.values()].flatMap((trigger): readonly DatabaseTrigger[] => {
    const { channels } = collectFunctionEffects(state, trigger.function, trigger.arguments);
    const { table, function: called, file, line } = trigger;
    return trigger.events.map((event) => ({
      table,
      event,
      function: called,
      channels,
      file,
      line,
    }));
  });
  const called = new Set(triggers.map((trigger) => trigger.function));
  for (const { function: name, file, line } of triggers) {
    const isOwn = [...state.triggers.values()].some((trigger) => trigger.name === name);
    if (!state.functions.has(name) && !isOwn) {
      log.unread(file, line, `no migration defines the function ${name}`);
    }
  }
  const functions = [...state.functions];
  return {
    triggers,
    trigger_functions: functions
      .filter(([name, triggerFunction]) => triggerFunction.returnsTrigger || called.has(name))
      .map(([name, { file, line }]) => {
        const given = [...state.triggers.values()].find((trigger) => trigger.function === name);
        const reach = collectFunctionEffects(state, name, given?.arguments ?? []);
        return { function: name, ...reach, file, line };
      }),
    notifications: [
      ...state.notifications,
      ...functions
        .filter(([name, triggerFunction]) => !triggerFunction.returnsTrigger && !called.has(name))
        .flatMap(([, { channels, file, line }]) =>
          channels.flatMap((channel) =>
            typeof channel === 'string' ? [{ channel, file, line }] : [],
          ),
        ),
    ],
  };
}
