import type { AuditContext, AuditSource } from '../document/audited-project-context-schema.ts';
import type { ContextLog } from './read-project-text-files.ts';

type SourcesByTopic = Readonly<Record<string, readonly AuditSource[]>>;

/** Source of good practices for a technology. */
export interface PracticeProvider {
  /** Called once per technology in a run; null: the technology is unknown. */
  readonly practicesOf: (technology: string) => Promise<SourcesByTopic | null>;
}

/** Practices bundled with the program: no request needed, dated by their retrieval. */
export const BUNDLED_PRACTICES: PracticeProvider = {
  practicesOf: async (technology) => PRACTICE_CATALOGUE[technology] ?? null,
};

/**
 * Returns good practices for each technology of a stack that has fixed topics, requested once each
 * (AUD-13). If the provider fails, the bundled catalogue is used instead.
 */
export async function researchPractices(
  technologies: readonly string[],
  provider: PracticeProvider,
  log: ContextLog,
): Promise<AuditContext['best_practices']> {
  const asked = [...new Set(technologies)].filter((name) => name in PRACTICE_CATALOGUE);
  const answers = await Promise.all(
    asked.map(async (name): Promise<readonly [string, SourcesByTopic | null]> => {
      try {
        return [name, await provider.practicesOf(name)];
      } catch {
        log.conflict(
          `practices for ${name} could not be fetched; the bundled practices from ${PRACTICE_CATALOGUE_DATE} are used`,
        );
        return [name, await BUNDLED_PRACTICES.practicesOf(name)];
      }
    }),
  );
  return Object.fromEntries(
    answers.flatMap(([name, practices]) => (practices === null ? [] : [[name, { ...practices }]])),
  );
}

/** On which the catalogue was put together. */
export const PRACTICE_CATALOGUE_DATE = '2026-11-26';

const SQLALCHEMY = 'https://docs.sqlalchemy.org/en/20/orm';
const POSTGRESQL = 'https://www.postgresql.org/docs/current';
const PYTHON = 'https://docs.python.org/3/library';
const FASTAPI = 'https://fastapi.tiangolo.com';

/** Documents to read about each technology, by its fixed topics (AUD-13). */
export const PRACTICE_CATALOGUE: Readonly<
  Record<string, Readonly<Record<string, readonly AuditSource[]>>>
> = {
  sqlalchemy: {
    'session lifecycle': [
      source(
        'SQLAlchemy 2.0: session basics, when to construct, commit and close a session',
        `${SQLALCHEMY}/session_basics.html#when-do-i-construct-a-session-when-do-i-commit-it-and-when-do-i-close-it`,
      ),
    ],
    expire_on_commit: [
      source('SQLAlchemy 2.0: committing', `${SQLALCHEMY}/session_basics.html#committing`),
      source(
        'SQLAlchemy 2.0: preventing implicit IO when using AsyncSession',
        `${SQLALCHEMY}/extensions/asyncio.html#preventing-implicit-io-when-using-asyncsession`,
      ),
    ],
    'bulk operations': [
      source(
        'SQLAlchemy 2.0: ORM-enabled INSERT, UPDATE and DELETE',
        `${SQLALCHEMY}/queryguide/dml.html`,
      ),
    ],
    'eager and lazy loading': [
      source(
        'SQLAlchemy 2.0: relationship loading techniques',
        `${SQLALCHEMY}/queryguide/relationships.html`,
      ),
    ],
  },
  postgresql: {
    'NOTIFY and LISTEN': [
      source('PostgreSQL: NOTIFY', `${POSTGRESQL}/sql-notify.html`),
      source('PostgreSQL: LISTEN', `${POSTGRESQL}/sql-listen.html`),
    ],
    isolation: [source('PostgreSQL: transaction isolation', `${POSTGRESQL}/transaction-iso.html`)],
    'batch operations': [
      source('PostgreSQL: populating a database', `${POSTGRESQL}/populate.html`),
    ],
  },
  asyncio: {
    to_thread: [
      source('Python: asyncio.to_thread', `${PYTHON}/asyncio-task.html#asyncio.to_thread`),
    ],
    'finding what blocks': [
      source('Python: asyncio debug mode', `${PYTHON}/asyncio-dev.html#debug-mode`),
    ],
    'event loop': [
      source('Python: running blocking code', `${PYTHON}/asyncio-dev.html#running-blocking-code`),
      source('Python: event loop', `${PYTHON}/asyncio-eventloop.html`),
    ],
  },
  fastapi: {
    'dependency scopes': [
      source(
        'FastAPI: dependencies with yield',
        `${FASTAPI}/tutorial/dependencies/dependencies-with-yield/`,
      ),
    ],
    'background tasks': [
      source('FastAPI: background tasks', `${FASTAPI}/tutorial/background-tasks/`),
    ],
    'async endpoints': [source('FastAPI: concurrency and async / await', `${FASTAPI}/async/`)],
  },
};

function source(name: string, url: string): AuditSource {
  return { name, url, retrieved: PRACTICE_CATALOGUE_DATE };
}
