import { chmodSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  PRACTICE_CATALOGUE,
  PRACTICE_CATALOGUE_DATE,
} from '../../../../plugins/audit/context/best-practice-sources.ts';
import { auditContextSchema } from '../../../../plugins/audit/document/audited-project-context-schema.ts';
import { discoverAuditContext } from '../../../support/discover-audit-context.ts';

const SERVICE = {
  'requirements.txt': 'sqlalchemy==2.0.30\nfastapi==0.110.0\nasyncpg==0.29.0\n',
  'docker-compose.yml': 'services:\n  db:\n    image: postgres:16\n',
  'app/db.py':
    'import asyncio\nfrom sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine\nengine = create_async_engine("postgresql+asyncpg://shop:hunter2@db/shop", pool_size=10, max_overflow=20)\nSession = async_sessionmaker(engine, expire_on_commit=False)\n',
};

test('AUD-14: returns a context that matches its schema and describes what a service is built on', async () => {
  const context = await discoverAuditContext(SERVICE);
  expect(auditContextSchema.parse(context)).toEqual(context);
  expect({ ...context, codebase_root: '', best_practices: {} }).toEqual({
    tech_stack: {
      db: [{ name: 'postgresql', version: '16', from: 'docker-compose.yml' }],
      orm: [{ name: 'sqlalchemy', version: '2.0.30', from: 'requirements.txt' }],
      async: [
        { name: 'fastapi', version: '0.110.0', from: 'requirements.txt' },
        { name: 'asyncio', version: null, from: 'app/db.py' },
      ],
    },
    best_practices: {},
    db_config: {
      expire_on_commit: { value: false, defaulted: false },
      autoflush: { value: true, defaulted: true },
      autocommit: { value: false, defaulted: true },
      isolation_level: null,
      pool_size: 10,
      max_overflow: 20,
      triggers: [],
      trigger_functions: [],
      notifications: [],
      table_models: [],
    },
    migrations: [],
    team_id: null,
    conflicts: [],
    unread: [],
    codebase_root: '',
    domain: null,
  });
});

test('AUD-13: requests practices once for each technology', async () => {
  const asked: string[] = [];
  const practicesOf = async (technology: string) => {
    asked.push(technology);
    return { topic: [{ name: technology, url: 'https://example.org', retrieved: '2026-01-01' }] };
  };
  const { best_practices } = await discoverAuditContext(SERVICE, { research: { practicesOf } });
  expect(asked.toSorted()).toEqual(['asyncio', 'fastapi', 'postgresql', 'sqlalchemy']);
  expect(best_practices.fastapi?.topic?.[0]?.name).toBe('fastapi');
});

test('AUD-13: uses the bundled practices offline, with their date', async () => {
  const { best_practices } = await discoverAuditContext(SERVICE);
  expect(
    Object.fromEntries(
      Object.entries(best_practices).map(([name, topics]) => [name, Object.keys(topics)]),
    ),
  ).toEqual({
    sqlalchemy: [
      'session lifecycle',
      'expire_on_commit',
      'bulk operations',
      'eager and lazy loading',
    ],
    postgresql: ['NOTIFY and LISTEN', 'isolation', 'batch operations'],
    asyncio: ['to_thread', 'finding what blocks', 'event loop'],
    fastapi: ['dependency scopes', 'background tasks', 'async endpoints'],
  });
  const sources = Object.values(PRACTICE_CATALOGUE).flatMap((topics) =>
    Object.values(topics).flat(),
  );
  expect(sources.every(({ url }) => URL.parse(url)?.protocol === 'https:')).toBe(true);
  expect(new Set(sources.map(({ retrieved }) => retrieved))).toEqual(
    new Set([PRACTICE_CATALOGUE_DATE]),
  );
});

test('AUD-13: reports a provider that fails, and uses the catalogue instead', async () => {
  const research = { practicesOf: () => Promise.reject(new Error('offline')) };
  const { best_practices, conflicts } = await discoverAuditContext(SERVICE, { research });
  expect(best_practices.asyncio).toEqual(PRACTICE_CATALOGUE.asyncio);
  expect(conflicts[0]).toContain(PRACTICE_CATALOGUE_DATE);
});

describe('AUD-12: team of the board', () => {
  const board = (id: string) =>
    `# Board\n\n## Linear Configuration\n\n| Variable | Value |\n|---|---|\n| **Team ID** | ${id} |\n\n## Other\n\n| Team ID | no |\n`;

  test('reads the team from the board', async () => {
    const { team_id } = await discoverAuditContext({
      'docs/tasks/kanban_board.md': board('`PERF-7`'),
    });
    expect(team_id).toBe('PERF-7');
  });

  test.each(['{{TEAM_ID}}', 'TBD'])('treats %s as no team', async (id) => {
    expect(
      (await discoverAuditContext({ 'docs/tasks/kanban_board.md': board(id) })).team_id,
    ).toBeNull();
  });

  test('returns no team without a board, and continues', async () => {
    expect((await discoverAuditContext({ 'a.py': 'x = 1\n' })).team_id).toBeNull();
  });
});

test('AUD-15: keeps the context of a large project below 64 KiB, with none of the contents of its files', async () => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 300; at += 1) files[`app/m${at}.py`] = `SECRET_${at} = "contents"\n`;
  for (let at = 0; at < 400; at += 1) {
    files[`migrations/${String(at).padStart(4, '0')}.sql`] =
      `-- contents of ${at}\nCREATE TRIGGER t AFTER INSERT OR UPDATE ON table_${at} FOR EACH ROW EXECUTE FUNCTION f${at}();\n`;
  }
  const context = await discoverAuditContext(files);
  const text = JSON.stringify(context);
  expect(Buffer.byteLength(text)).toBeLessThan(64 * 1024);
  expect(text).not.toContain('contents');
  expect(context.db_config.triggers.length).toBeGreaterThan(100);
  expect(context.conflicts.at(-1)).toContain('only the first entries of each list are shown');
});

test('AUD-15: keeps secrets out of the context', async () => {
  const context = await discoverAuditContext({
    ...SERVICE,
    'docker-compose.yml':
      'services:\n  db:\n    image: postgres:16\n    environment:\n      POSTGRES_PASSWORD: hunter2\n',
    'other/compose.yaml': 'services:\n  db: {image: postgres, url: "hunter2\n',
    'lib/pyproject.toml':
      '[project]\ndependencies = ["x @ https://u:hunter2@example.org/x"\nurl = hunter2\n',
    'lib/package.json':
      '{"dependencies":{"pg":"git+https://u:hunter2@example.org/pg.git"}, "broken',
    'web/package.json':
      '{"dependencies":{"mysql2":"git+https://u:hunter2@example.org/mysql2.git"}}',
    'api/requirements.txt': 'peewee @ https://u:hunter2@example.org/peewee.zip\n',
    'docs/project/tech_stack.md': '- Database: PostgreSQL postgresql://shop:hunter2@db/shop\n',
    'migrations/1.sql': "CREATE TRIGGER hunter2 AFTER broken;\nSELECT 'hunter2' FROM pg_notify;\n",
    'app/more.py':
      'from sqlalchemy import create_engine\ne = create_engine("x", isolation_level="hunter2", pool_size="hunter2")\n',
  });
  expect(JSON.stringify(context)).not.toContain('hunter2');
  expect(context.tech_stack.orm.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['peewee', 'mysql2']),
  );
});

describe('bad input, reported without a failure', () => {
  test('reports manifests and compose files that do not parse', async () => {
    const { unread, tech_stack } = await discoverAuditContext({
      'pyproject.toml': '[project\nname = 1\n',
      'package.json': '{"dependencies": ',
      'go.mod': 'nothing\n',
      'Cargo.toml': '= 1\n',
      'docker-compose.yml': 'services:\n  - a: [\n',
      'api/requirements.txt': 'fastapi==0.110\n',
    });
    expect(unread.map(({ file }) => file).toSorted()).toEqual([
      'Cargo.toml',
      'docker-compose.yml',
      'go.mod',
      'package.json',
      'pyproject.toml',
    ]);
    expect(tech_stack.async.map(({ name }) => name)).toEqual(['fastapi']);
  });

  test('ignores manifests of another shape', async () => {
    const { tech_stack } = await discoverAuditContext({
      'pyproject.toml': 'project = 1\n[tool]\npoetry = "x"\n',
      'package.json': '{"dependencies":["pg"],"engines":1,"devDependencies":{"knex":{"a":1}}}',
      'docker-compose.yml': 'services: [1, {image: 2}]\n',
      'compose.yaml': '- x\n',
    });
    expect(tech_stack).toEqual({ db: [], orm: [], async: [] });
  });

  test('survives text that is not UTF-8, circular and outward links, and unreadable files', async () => {
    const { unread, tech_stack } = await discoverAuditContext(
      { 'a.py': 'x = 1\n', 'secret/requirements.txt': 'peewee\n' },
      {
        prepare: (root) => {
          writeFileSync(join(root, 'requirements.txt'), Buffer.from([0x66, 0xff, 0xfe, 0x0a]));
          symlinkSync(root, join(root, 'circle'));
          symlinkSync('/etc/passwd', join(root, 'requirements-x.txt'));
          symlinkSync('nowhere', join(root, 'pyproject.toml'));
          chmodSync(join(root, 'secret/requirements.txt'), 0);
        },
      },
    );
    expect(unread).toContainEqual({
      file: 'requirements.txt',
      line: 1,
      reason: 'the file is not UTF-8',
    });
    // Root may read any file.
    const isRoot = process.getuid?.() === 0;
    expect(tech_stack.orm.map(({ name }) => name)).toEqual(isRoot ? ['peewee'] : []);
  });
});

test('SH6-06: keeps the requested domain, and still knows the rest of the project', async () => {
  const domain = { name: 'orders', path: 'services/orders' };
  const context = await discoverAuditContext(
    { ...SERVICE, 'services/orders/app.py': 'x = 1\n' },
    { domain },
  );
  expect(context.domain).toEqual(domain);
  expect(context.tech_stack.orm.map(({ name }) => name)).toEqual(['sqlalchemy']);
});
