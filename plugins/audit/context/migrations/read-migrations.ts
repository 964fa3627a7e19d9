import type { ProjectCode } from '../../../analysis/index.ts';
import type { AuditContext } from '../../document/audited-project-context-schema.ts';
import type { ContextLog } from '../project-context-conflicts-and-unreadable-files.ts';
import type { TextReader } from '../read-project-text-files.ts';
import { readAppliedSql, readAppliedStrings } from './applied-sql-text.ts';
import { findMigrations } from './migration-files.ts';
import { sortByRevision } from './sort-migrations-by-revision.ts';
import { applySql, collectFunctionEffects, type DatabaseState } from './triggers-in-sql.ts';

type MigratedDatabase = Pick<
  AuditContext['db_config'],
  'triggers' | 'trigger_functions' | 'notifications'
> &
  Pick<AuditContext, 'migrations'>;

/** Text that makes a migration worth parsing; most migrations only add columns. */
const WORTH_PARSING = /trigger|notify/iu;

/** Returns migration folders, with triggers and notifications they leave (AUD-09, AUD-11). */
export function readMigrations(
  code: ProjectCode,
  read: TextReader,
  log: ContextLog,
): MigratedDatabase {
  const { folders, files } = findMigrations(code.files, read);
  const worth = files.filter((file) => WORTH_PARSING.test(read(file) ?? ''));
  const state: DatabaseState = { triggers: new Map(), functions: new Map(), notifications: [] };
  const ordered = sortByRevision(
    worth.map((file) => ({ file, root: file.endsWith('.py') ? code.syntaxOf(file) : null })),
  );
  for (const file of ordered) {
    const root = file.endsWith('.sql') ? null : code.syntaxOf(file);
    const text = code.textOf(file) ?? read(file) ?? '';
    const sql = root === null ? readAppliedSql(text) : readAppliedStrings(text, root);
    for (const line of applySql(state, file, sql)) {
      log.unread(file, line, 'the trigger is built at run time, or its syntax is unknown');
    }
  }
  return { migrations: folders, ...describeState(state, log) };
}

/** Converts the state to the form of the context: one trigger for each event (T652-03). */
function describeState(
  { triggers, functions, notifications }: DatabaseState,
  log: ContextLog,
): Omit<MigratedDatabase, 'migrations'> {
  const called = new Set([...triggers.values()].map((trigger) => trigger.function));
  for (const { function: name, isCalled, file, line } of triggers.values()) {
    if (isCalled && !functions.has(name)) {
      log.unread(file, line, `no migration defines the function ${name}`);
    }
  }
  return {
    triggers: [...triggers.values()].flatMap(({ events, isCalled, ...trigger }) => {
      const { channels } = collectFunctionEffects(functions, trigger.function);
      return events.map((event) => ({ ...trigger, event, channels }));
    }),
    trigger_functions: [...functions]
      .filter(([name, { returnsTrigger }]) => returnsTrigger || called.has(name))
      .map(([name, { file, line }]) => ({
        function: name,
        ...collectFunctionEffects(functions, name),
        file,
        line,
      })),
    notifications: [
      ...notifications,
      ...[...functions]
        .filter(([name, { returnsTrigger }]) => !returnsTrigger && !called.has(name))
        .flatMap(([name, { file, line }]) =>
          collectFunctionEffects(functions, name).channels.map((channel) => ({
            channel,
            file,
            line,
          })),
        ),
    ],
  };
}
