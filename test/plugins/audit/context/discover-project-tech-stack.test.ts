import { describe, expect, test } from 'vitest';
import { discoverAuditContext } from '../../../support/discover-audit-context.ts';

async function stack(files: Readonly<Record<string, string>>) {
  const { tech_stack, conflicts } = await discoverAuditContext(files);
  const shown = (part: 'db' | 'orm' | 'async') =>
    tech_stack[part].map(({ name, version }) => (version === null ? name : `${name} ${version}`));
  return { db: shown('db'), orm: shown('orm'), async: shown('async'), conflicts };
}

describe('AUD-04: technologies of a project', () => {
  test.each([
    [
      'requirements.txt',
      '# pinned\nSQLAlchemy[asyncio]==2.0.30 ; python_version > "3.8"\nasyncpg>=0.29\nfastapi~=0.110 # web\n-r dev.txt\ngit+https://user:secret@example.org/x.git\n',
      { db: ['postgresql'], orm: ['sqlalchemy 2.0.30'], async: ['fastapi 0.110'] },
    ],
    [
      'pyproject.toml',
      '[project]\nname = "x"\ndependencies = ["sqlmodel>=0.0.16,<1", "aiomysql"]\n[project.optional-dependencies]\nweb = ["starlette==0.37.2"]\n',
      { db: ['mysql'], orm: ['sqlmodel 0.0.16'], async: ['starlette 0.37.2'] },
    ],
    [
      'package.json',
      '{"engines":{"node":">=22"},"dependencies":{"typeorm":"^0.3.20","pg":"8.11.0","express":"~4.19.2"},"devDependencies":{"better-sqlite3":"^11"}}',
      {
        db: ['postgresql'],
        orm: ['typeorm 0.3.20', 'pg 8.11.0'],
        async: ['node 22', 'express 4.19.2'],
      },
    ],
    [
      'go.mod',
      'module example.org/x\n\ngo 1.22\n\nrequire (\n\tgorm.io/gorm v1.25.7\n\tgithub.com/jackc/pgx/v5 v5.5.4\n\tgithub.com/go-sql-driver/mysql v1.7.0 // indirect\n)\n',
      { db: ['postgresql'], orm: ['gorm 1.25.7'], async: ['goroutines 1.22'] },
    ],
    [
      'Cargo.toml',
      '[package]\nname = "x"\n[dependencies]\ntokio = { version = "1.37", features = ["full"] }\ntokio-postgres = "0.7"\ndiesel = "2.1.5"\n',
      { db: ['postgresql'], orm: ['diesel 2.1.5'], async: ['tokio 1.37'] },
    ],
  ])('reads from %s what a project is built on', async (name, text, expected) => {
    expect(await stack({ [name]: text })).toEqual({ ...expected, conflicts: [] });
  });

  test('reads pyproject.toml of Poetry', async () => {
    const { orm, async } = await stack({
      'pyproject.toml':
        '[tool.poetry.dependencies]\npython = "^3.12"\ntortoise-orm = { version = "^0.20", extras = ["asyncpg"] }\nfastapi = "^0.111.0"\n[tool.poetry.group.dev.dependencies]\npeewee = "3"\n',
    });
    expect({ orm, async }).toEqual({ orm: ['tortoise-orm 0.20'], async: ['fastapi 0.111.0'] });
  });

  test('prefers a tech_stack.md that contradicts, and reports the difference', async () => {
    const found = await stack({
      'docs/project/tech_stack.md':
        '# Stack\n\n| Layer | Technology | Version | Why |\n|---|---|---|---|\n| Database | PostgreSQL | 16 | better than MySQL here |\n| ORM | SQLAlchemy 2.0 | | |\n\n## Rejected\n\n- Django\n',
      'docker-compose.yml': 'services:\n  db:\n    image: mysql:8\n',
      'requirements.txt': 'sqlalchemy==1.4.50\nfastapi==0.110\n',
    });
    expect(found).toEqual({
      db: ['postgresql 16'],
      orm: ['sqlalchemy 2.0'],
      async: ['fastapi 0.110'],
      conflicts: [
        'docs/project/tech_stack.md says postgresql 16, docker-compose.yml says mysql 8',
        'docs/project/tech_stack.md says sqlalchemy 2.0, requirements.txt says sqlalchemy 1.4.50',
      ],
    });
  });

  test('reports no difference for a tech_stack.md that agrees', async () => {
    const { conflicts, db, async } = await stack({
      'docs/project/tech_stack.md': '## Backend\n\n- **Database:** PostgreSQL 16\n- FastAPI\n',
      'compose.yaml': 'services:\n  db:\n    image: postgres:16.2-alpine\n',
      'app.py': 'import asyncio\n',
    });
    expect({ conflicts, db, async }).toEqual({
      conflicts: [],
      db: ['postgresql 16'],
      async: ['fastapi', 'asyncio'],
    });
  });
});

describe('AUD-05: databases of a project', () => {
  test.each([
    ['postgres:16', 'postgresql 16'],
    ['mysql:8', 'mysql 8'],
    ['mariadb:11.3-jammy', 'mariadb 11.3'],
    [`registry.example.org:5000/library/postgres:\${PG_VERSION:-15}-alpine`, 'postgresql 15'],
    ['timescale/timescaledb:2.14.2-pg16', 'postgresql 16'],
    ['pgvector/pgvector:pg17', 'postgresql 17'],
    ['postgres', 'postgresql'],
    ['postgres:latest', 'postgresql'],
  ])('identifies %s as %s', async (image, expected) => {
    const { db } = await stack({
      'deploy/docker-compose.prod.yml': `services:\n  db:\n    image: "${image}"\n  web:\n    build: .\n`,
    });
    expect(db).toEqual([expected]);
  });

  test('reads the database of a Prisma schema', async () => {
    const { db } = await stack({
      'prisma/schema.prisma':
        'datasource db {\n  provider = "mysql" // of the shop\n  url      = env("DATABASE_URL")\n}\n',
    });
    expect(db).toEqual(['mysql']);
  });
});

test('AUD-06: reports no version for an ORM that is imported but in no manifest', async () => {
  const { tech_stack } = await discoverAuditContext({
    'app/db.py': 'from sqlalchemy.orm import Session\n',
  });
  expect(tech_stack.orm).toEqual([{ name: 'sqlalchemy', version: null, from: 'app/db.py' }]);
});

test('AUD-06: ignores a module of the project that has the name of a package', async () => {
  const { orm } = await stack({ 'peewee.py': 'x = 1\n', 'app.py': 'import peewee\n' });
  expect(orm).toEqual([]);
});

test('AUD-06: detects every supported library by its import', async () => {
  const python = ['from sqlmodel import Session', 'from django.db import models'];
  python.push('from tortoise.models import Model', 'import peewee');
  const packages = [
    ...['@prisma/client', 'typeorm', 'drizzle-orm/pg-core', 'kysely', 'knex', 'sequelize'],
    ...['mongoose', '@mikro-orm/core', 'pg', 'mysql2/promise', 'better-sqlite3'],
  ];
  const files = [
    ...python.map((line, index) => [`app/${index}.py`, `${line}\n`] as const),
    ...packages.map(
      (name, index) => [`src/${index}.ts`, `import x from '${name}';\nx;\n`] as const,
    ),
  ];
  expect((await stack(Object.fromEntries(files))).orm.toSorted()).toEqual([
    ...['better-sqlite3', 'django', 'drizzle', 'knex', 'kysely', 'mikro-orm', 'mongoose'],
    ...['mysql2', 'peewee', 'pg', 'prisma', 'sequelize', 'sqlmodel', 'tortoise-orm', 'typeorm'],
  ]);
});

test('AUD-07: lists all frameworks of a mixed project', async () => {
  const { async } = await stack({
    'requirements.txt': 'fastapi==0.110.0\n',
    'app/jobs.py': 'import asyncio\n',
    'web/package.json': '{"dependencies":{"next":"14.2.0"}}',
    'web/server.ts': "import { createServer } from 'node:http';\ncreateServer();\n",
    'worker/Cargo.toml': '[dependencies]\ntokio = "1"\n',
  });
  expect(async.toSorted()).toEqual([
    'asyncio',
    'fastapi 0.110.0',
    'next 14.2.0',
    'node',
    'tokio 1',
  ]);
});
