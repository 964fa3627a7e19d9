import type { Host } from 'perf-harness/plugin';
import type { ProjectCode } from '../../analysis/index.ts';
import { findTableClasses } from '../analysis/map-orm-classes-to-table-names.ts';
import type { AuditReport } from '../document/audit-document.ts';
import type { AuditContext } from '../document/audited-project-context-schema.ts';
import { openAuditedCode } from '../load-project-code-for-auditors.ts';
import { createExclusion, isExcludedFile } from '../scoring/excluded-files.ts';
import { readLinearTeamId } from './linear-team-id.ts';
import { readManifests } from './manifests/read-manifests.ts';
import { readMigrations } from './migrations/read-migrations.ts';
import {
  BUNDLED_PRACTICES,
  type PracticeProvider,
  researchPractices,
} from './practices/look-up-best-practice-sources.ts';
import { createContextLog } from './project-context-conflicts-and-unreadable-files.ts';
import { createTextReader } from './read-project-text-files.ts';
import { readSessionSettings } from './settings/read-database-session-settings.ts';
import { findComposeDatabases } from './stack/compose-databases.ts';
import { findImportedTechnologies } from './stack/imported-technologies.ts';
import { detectTechStack } from './stack/merge-declared-and-detected-technologies.ts';
import { findPrismaDatabases } from './stack/prisma-databases.ts';
import {
  readStackPage,
  STACK_PAGE_PATH,
} from './stack/read-technologies-from-tech-stack-markdown.ts';
import {
  type DetectedTechnology,
  findRequiredTechnologies,
} from './stack/technologies-required-by-manifests.ts';
import { truncateContext } from './truncate-auditor-context.ts';

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

/** Facts about a project, discovered before any rule runs. */
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
