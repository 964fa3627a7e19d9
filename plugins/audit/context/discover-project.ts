import type { Host } from 'perf-harness/plugin';
import type { ProjectCode } from '../../analysis/index.ts';
import { findTableClasses } from '../analysis/map-orm-classes-to-table-names.ts';
import type { AuditReport } from '../document/audit-document.ts';
import type { AuditContext } from '../document/audited-project-context-schema.ts';
import { openAuditedCode } from '../load-project-code-for-auditors.ts';
import { createExclusion, isExcludedFile } from '../scoring/excluded-files.ts';
import {
  BUNDLED_PRACTICES,
  type PracticeProvider,
  researchPractices,
} from './best-practice-sources.ts';
import { readSessionSettings } from './read-database-session-settings.ts';
import { readManifests } from './read-manifests.ts';
import { readMarkdownRows } from './read-markdown-rows-and-entries.ts';
import { readMigrations } from './read-migrations.ts';
import { createContextLog, createTextReader } from './read-project-text-files.ts';
import {
  type DetectedTechnology,
  findComposeDatabases,
  findImportedTechnologies,
  findPrismaDatabases,
  findRequiredTechnologies,
} from './stack/detected-technologies.ts';
import {
  detectTechStack,
  readStackPage,
  STACK_PAGE_PATH,
} from './stack/merge-declared-and-detected-technologies.ts';

const BOARD = 'docs/tasks/kanban_board.md';
/** Folders of installed dependencies and of generated files, which are not the project's own. */
const FOREIGN =
  /(?:^|\/)(?:node_modules|\.venv|venv|site-packages|vendor|third_party|\.git|dist|coverage|\.perf-harness)\//u;

export interface DiscoveryOptions {
  readonly signal: AbortSignal;
  /** Part of the project that findings are limited to; null for all of it. */
  readonly domain?: AuditContext['domain'];
  /** Globs of files without findings; null for tests and their setup files. */
  readonly exclude?: readonly string[] | null;
  /** Source of good practices; omitted: the bundled catalogue, which needs no request. */
  readonly research?: PracticeProvider;
}

export interface DiscoveredProject {
  readonly context: AuditContext;
  /** Number of files that may have findings and were read and parsed. */
  readonly sources: number;
  /** Such sources that were not, and why. */
  readonly skipped: AuditReport['skipped'];
}

/**
 * Discovers the technologies of a project, its database settings, and the resulting state of its
 * migrations. Nothing of the project is run, nothing in it makes this fail, and no file contents
 * are kept.
 */
export async function discoverProject(
  host: Host,
  root: string,
  { signal, domain = null, exclude = null, research = BUNDLED_PRACTICES }: DiscoveryOptions,
): Promise<DiscoveredProject> {
  const log = createContextLog();
  const code = await openAuditedCode(host, root, { signal });
  const read = createTextReader(host, root, log);
  const files = code.files.filter((file) => !FOREIGN.test(file));
  const dependencies = readManifests(files, read, log);
  const found = [
    ...findComposeDatabases(files, read, log),
    ...findRequiredTechnologies(dependencies),
    ...findPrismaDatabases(files, read),
    ...findImportedTechnologies(code, dependencies),
  ];
  const own = readStackPage(read(STACK_PAGE_PATH));
  const isAsync = [...own, ...found].some(({ role }) => role === 'async');
  const stack = detectTechStack(own, isAsync ? found : [...found, ...runtimeOf(code)], log);
  const settings = readSessionSettings(code, log);
  const { migrations, ...database } = readMigrations(code, read, log);
  signal.throwIfAborted();
  const practices = await researchPractices(namesOf(stack), research, log);
  const triggered = new Set(database.triggers.map(({ table }) => table));
  const models = triggered.size === 0 ? [] : findTableClasses(code);
  const context = truncateContext({
    tech_stack: stack,
    best_practices: practices,
    db_config: {
      ...settings,
      ...database,
      table_models: models.filter(({ table }) => triggered.has(table)),
    },
    migrations,
    domain,
    codebase_root: root,
    team_id: readLinearTeamId(read(BOARD)),
    conflicts: log.conflicts(),
    unread: log.places(),
  });
  const isLeftOut = createExclusion(exclude);
  const isOurs = (file: string): boolean =>
    !isLeftOut(file) && (domain === null || file.startsWith(`${domain.path}/`));
  const skipped = code.facts.skipped.filter(({ file }) => isOurs(file));
  return { context, sources: code.sources.filter(isOurs).length, skipped };
}

/** Scripts that name no framework run on Node.js all the same. */
function runtimeOf(code: ProjectCode): readonly DetectedTechnology[] {
  const first = code.facts.functions.find(
    ({ file }) => !file.endsWith('.py') && !isExcludedFile(file),
  );
  if (first === undefined) return [];
  return [{ name: 'node', role: 'async', version: null, from: first.file }];
}

function namesOf({ db, orm, async }: AuditContext['tech_stack']): readonly string[] {
  return [...db, ...orm, ...async].map(({ name }) => name);
}

const PLACEHOLDER = /^(?:[-–—]*|tbd|todo|none|n\/a|null|unset|not set|\[.*\]|\{.*\}|<.*>)$/iu;

/**
 * Returns the team of a board, from the row Team ID in its table under Linear Configuration, or
 * null if it names none (AUD-12).
 */
function readLinearTeamId(board: string | null): string | null {
  const row = readMarkdownRows(board ?? '').find(
    ({ heading, kind, cells }) =>
      kind === 'table' &&
      /^linear configuration\b/iu.test(heading) &&
      /^team id$/iu.test(cells[0] ?? ''),
  );
  const id = row?.cells[1] ?? '';
  return PLACEHOLDER.test(id) ? null : id;
}

/** Maximum size of the context passed to an auditor, in bytes of JSON (AUD-15). */
const MAX_CONTEXT_BYTES = 64 * 1024;

/** Share of a list that remains after each cut. */
const KEPT_SHARE = 0.5;

/**
 * Cuts the lists of a context until it is small enough, the least useful first: unreadable places,
 * conflicts, notifications, models, functions, triggers. The conflicts state that something was
 * cut.
 */
function truncateContext(context: AuditContext): AuditContext {
  let fitting = context;
  for (const cut of CUTS) {
    while (sizeOf(fitting) > MAX_CONTEXT_BYTES) {
      const smaller = cut(fitting);
      if (sizeOf(smaller) >= sizeOf(fitting)) break;
      fitting = smaller;
    }
  }
  if (fitting === context) return context;
  const notice = 'the lists are truncated: only the first entries of each list are shown';
  return { ...fitting, conflicts: [...fitting.conflicts, notice] };
}

const CUTS: readonly ((context: AuditContext) => AuditContext)[] = [
  (context) => ({ ...context, unread: half(context.unread) }),
  (context) => ({ ...context, conflicts: half(context.conflicts) }),
  (context) => inDatabase(context, { notifications: half(context.db_config.notifications) }),
  (context) => inDatabase(context, { table_models: half(context.db_config.table_models) }),
  (context) =>
    inDatabase(context, { trigger_functions: half(context.db_config.trigger_functions) }),
  (context) => inDatabase(context, { triggers: half(context.db_config.triggers) }),
  (context) => ({ ...context, migrations: half(context.migrations) }),
];

function inDatabase(
  context: AuditContext,
  changed: Partial<AuditContext['db_config']>,
): AuditContext {
  return { ...context, db_config: { ...context.db_config, ...changed } };
}

function half<Element>(list: readonly Element[]): readonly Element[] {
  return list.slice(0, Math.floor(list.length * KEPT_SHARE));
}

/** Returns the size of a context, with room for the line that reports the truncation. */
function sizeOf(context: AuditContext): number {
  return Buffer.byteLength(JSON.stringify(context)) + 200;
}
