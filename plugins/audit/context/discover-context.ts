import { join } from 'node:path';
import type { AuditContext, Host, Technology } from 'perf-harness';

/** Packages of Python by what they are. */
const PYTHON: Readonly<Record<'orm' | 'async', RegExp>> = {
  orm: /^(sqlalchemy|sqlmodel|django|tortoise-orm|peewee)\b/iu,
  async: /^(fastapi|aiohttp|starlette|sanic|litestar)\b/iu,
};

/** What a project is built on, as far as its manifests say. No contents of sources are kept. */
export async function discoverContext(host: Host, root: string): Promise<AuditContext> {
  const requirements = host.files.read(join(root, 'requirements.txt')) ?? '';
  const named = (pattern: RegExp): readonly Technology[] =>
    requirements.split('\n').flatMap((line) => {
      const name = pattern.exec(line)?.[1];
      if (name === undefined) return [];
      const version = /==\s*([\w.]+)/u.exec(line)?.[1] ?? null;
      return [{ name: name.toLowerCase(), version, from: 'requirements.txt' }];
    });
  return {
    tech_stack: { db: [], orm: named(PYTHON.orm), async: named(PYTHON.async) },
    best_practices: {},
    db_config: {
      ...{ expire_on_commit: null, autoflush: null, isolation_level: null, triggers: [] },
      ...{ pool_size: null, max_overflow: null },
    },
    ...{ migrations: [], team_id: null, conflicts: [], codebase_root: root, domain: null },
  };
}
