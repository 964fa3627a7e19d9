import type { SgNode } from '@ast-grep/napi';
import { type ProjectCode, pythonLiteral } from '../../analysis/index.ts';
import type { AuditContext } from '../document/audited-project-context-schema.ts';
import { isExcludedFile } from '../scoring/excluded-files.ts';
import type { ContextLog, TextReader } from './read-project-text-files.ts';
import {
  applySql,
  collectFunctionEffects,
  type DatabaseState,
  readAppliedSql,
  readAppliedStrings,
} from './triggers-in-sql.ts';

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

/** Migration folders, at any depth: Alembic, Django, Prisma, Drizzle, TypeORM, Flyway … */
const FOLDER = /^(?:.*?\/)?(?:alembic\/versions|migrations?|db\/migrate|drizzle)(?=\/)/u;
const FOREIGN = /(?:^|\/)(?:node_modules|\.venv|venv|site-packages|vendor|dist|build|\.git)\//u;
const MIGRATION = /\.(?:sql|py|[mc]?[jt]s)$/u;
/** Files beside migrations, and files that revert migrations. */
const NO_MIGRATION =
  /(?:^|\/)(?:__init__\.py|env\.py|index\.[jt]s|down\.sql)$|\.down\.(?:sql|[jt]s)$|\.d\.ts$/u;

/**
 * Definitions that identify migrations of Alembic, Django, Tortoise and yoyo, since other code may
 * be called a migration too.
 */
const IN_PYTHON =
  /^(?:down_revision\b|revision\b|(?:async )?def (?:up|upgrade|downgrade)\b|operations\b|class Migration\b|steps\b)/mu;

/** The migrations of a project, and the folders that they are in. */
interface MigrationFiles {
  readonly folders: readonly string[];
  /** In the order of their names, folder by folder. */
  readonly files: readonly string[];
}

function findMigrations(
  files: readonly string[],
  read: (file: string) => string | null,
): MigrationFiles {
  const folders = new Set<string>();
  // Alembic may use any folder, but its environment always lies beside the versions.
  const environments = new Set(
    files
      .filter((file) => /(?:^|\/)env\.py$/u.test(file))
      .map((file) => file.slice(0, -'env.py'.length)),
  );
  const found = files.filter((file) => {
    const versions = /^(.*\/|)versions\/[^/]+\.py$/u.exec(file)?.[1];
    const isOfAlembic = versions !== undefined && environments.has(versions);
    const folder = FOLDER.exec(file)?.[0] ?? (isOfAlembic ? `${versions}versions` : undefined);
    const isOne =
      folder !== undefined &&
      MIGRATION.test(file) &&
      ![FOREIGN, NO_MIGRATION].some((pattern) => pattern.test(file)) &&
      !isExcludedFile(file) &&
      (!file.endsWith('.py') || IN_PYTHON.test(read(file) ?? ''));
    if (isOne) folders.add(folder);
    return isOne;
  });
  return { folders: [...folders].sort(), files: found.sort() };
}

/** Migration file, with its syntax tree if it is Python. */
interface MigrationFile {
  readonly file: string;
  readonly root: SgNode | null;
}

interface Revision {
  readonly file: string;
  readonly id: string | null;
  readonly predecessors: readonly string[];
}

/**
 * Sorts migrations so that revisions follow their predecessors, since Alembic gives them random
 * names and a later revision may drop what an earlier one creates. Files without a revision stay in
 * name order.
 */
function sortByRevision(files: readonly MigrationFile[]): readonly string[] {
  const revisions = files.map(({ file, root }) => readRevision(file, root));
  const byName = new Map(
    revisions.flatMap((revision) => (revision.id === null ? [] : [[revision.id, revision]])),
  );
  const depths = new Map<string, number>();
  const findDepth = (revision: Revision | undefined, seen: ReadonlySet<string>): number => {
    if (revision === undefined || seen.has(revision.file)) return 0;
    const known = depths.get(revision.file);
    if (known !== undefined) return known;
    const path = new Set([...seen, revision.file]);
    const depthsBefore = revision.predecessors.map((name) => findDepth(byName.get(name), path));
    const depth = 1 + Math.max(0, ...depthsBefore);
    depths.set(revision.file, depth);
    return depth;
  };
  const withDepth = revisions.map((revision) => ({
    file: revision.file,
    depth: findDepth(revision, new Set()),
  }));
  return withDepth.sort((a, b) => a.depth - b.depth).map(({ file }) => file);
}

/** Reads `revision = "b2"` and `down_revision: str | None = "a1"`, or a tuple of names. */
function readRevision(file: string, root: SgNode | null): Revision {
  const findAssignedValue = (name: string): SgNode | null => {
    for (const statement of root?.children() ?? []) {
      const assignment = statement.kind() === 'expression_statement' ? statement.child(0) : null;
      if (assignment?.kind() === 'assignment' && assignment.field('left')?.text() === name) {
        return assignment.field('right');
      }
    }
    return null;
  };
  const id = readString(findAssignedValue('revision'));
  const downRevision = findAssignedValue('down_revision');
  const all = downRevision?.kind() === 'tuple' ? downRevision.children() : [downRevision];
  return { file, id, predecessors: all.flatMap((revisionNode) => readString(revisionNode) ?? []) };
}

function readString(node: SgNode | null): string | null {
  const value = node === null ? null : pythonLiteral(node);
  return typeof value === 'string' ? value : null;
}
