import type { PackageRegistry } from '../read-manifests.ts';

export type StackRole = 'db' | 'orm' | 'async';

export interface KnownTechnology {
  readonly name: string;
  readonly role: StackRole;
  /** Packages that are it: their version is its own. */
  readonly packages: Readonly<Partial<Record<PackageRegistry, readonly string[]>>>;
  /** Packages that only access it, such as drivers. */
  readonly through?: Readonly<Partial<Record<PackageRegistry, readonly string[]>>>;
  /** Imported modules, if their names differ from the package. */
  readonly modules?: readonly string[];
  readonly images?: readonly string[];
  /** As people write it. */
  readonly words: RegExp;
}

const DATABASES: readonly KnownTechnology[] = [
  {
    name: 'postgresql',
    role: 'db',
    packages: {},
    words: /\bpostgre(?:s|sql)\b/iu,
    through: {
      python: ['asyncpg', 'psycopg', 'psycopg2', 'psycopg2-binary', 'psycopg-binary', 'aiopg'],
      npm: ['pg', 'postgres', 'pg-promise', '@neondatabase/serverless', '@prisma/adapter-pg'],
      go: ['github.com/lib/pq', 'github.com/jackc/pgx', 'gorm.io/driver/postgres'],
      cargo: ['tokio-postgres', 'postgres'],
    },
    images: ['postgres', 'postgresql', 'postgis', 'timescaledb', 'timescaledb-ha', 'pgvector'],
  },
  {
    name: 'mysql',
    role: 'db',
    packages: {},
    words: /\bmysql\b/iu,
    through: {
      python: ['pymysql', 'aiomysql', 'asyncmy', 'mysqlclient', 'mysql-connector-python'],
      npm: ['mysql2', 'mysql'],
      go: ['github.com/go-sql-driver/mysql', 'gorm.io/driver/mysql'],
      cargo: ['mysql', 'mysql_async'],
    },
    images: ['mysql', 'mysql-server'],
  },
  {
    name: 'mariadb',
    role: 'db',
    packages: {},
    words: /\bmariadb\b/iu,
    through: { python: ['mariadb'], npm: ['mariadb'] },
    images: ['mariadb'],
  },
  {
    name: 'sqlite',
    role: 'db',
    packages: {},
    words: /\bsqlite3?\b/iu,
    through: {
      python: ['aiosqlite'],
      npm: ['better-sqlite3', 'sqlite3', 'node:sqlite'],
      go: ['github.com/mattn/go-sqlite3', 'modernc.org/sqlite', 'gorm.io/driver/sqlite'],
      cargo: ['rusqlite'],
    },
  },
  {
    name: 'mongodb',
    role: 'db',
    packages: {},
    words: /\bmongo(?:db)?\b/iu,
    through: {
      python: ['pymongo', 'motor', 'beanie'],
      npm: ['mongodb', 'mongoose'],
      go: ['go.mongodb.org/mongo-driver'],
      cargo: ['mongodb'],
    },
    images: ['mongo', 'mongodb', 'mongodb-community-server'],
  },
  {
    name: 'cockroachdb',
    role: 'db',
    packages: {},
    words: /\bcockroach(?:db)?\b/iu,
    images: ['cockroach'],
  },
];

const ORMS: readonly KnownTechnology[] = [
  known('sqlalchemy', 'orm', { python: ['sqlalchemy'] }, /\bsqlalchemy\b/iu),
  known('sqlmodel', 'orm', { python: ['sqlmodel'] }, /\bsqlmodel\b/iu),
  {
    ...known('django', 'orm', { python: ['django'] }, /\bdjango(?:\s+orm)?\b/iu),
    modules: ['django.db'],
  },
  {
    ...known('tortoise-orm', 'orm', { python: ['tortoise-orm'] }, /\btortoise(?:[ -]orm)?\b/iu),
    modules: ['tortoise'],
  },
  known('peewee', 'orm', { python: ['peewee'] }, /\bpeewee\b/iu),
  known('prisma', 'orm', { npm: ['@prisma/client', 'prisma'] }, /\bprisma\b/iu),
  known('typeorm', 'orm', { npm: ['typeorm'] }, /\btypeorm\b/iu),
  known('drizzle', 'orm', { npm: ['drizzle-orm'] }, /\bdrizzle(?:[ -]orm)?\b/iu),
  known('kysely', 'orm', { npm: ['kysely'] }, /\bkysely\b/iu),
  known('knex', 'orm', { npm: ['knex'] }, /\bknex(?:\.js)?\b/iu),
  known('sequelize', 'orm', { npm: ['sequelize', '@sequelize/core'] }, /\bsequelize\b/iu),
  known('mongoose', 'orm', { npm: ['mongoose'] }, /\bmongoose\b/iu),
  known('mikro-orm', 'orm', { npm: ['@mikro-orm/core'] }, /\bmikro[ -]?orm\b/iu),
  known('pg', 'orm', { npm: ['pg'] }, /\bnode-postgres\b/iu),
  known('mysql2', 'orm', { npm: ['mysql2'] }, /\bmysql2\b/iu),
  known('better-sqlite3', 'orm', { npm: ['better-sqlite3'] }, /\bbetter-sqlite3\b/iu),
  known('gorm', 'orm', { go: ['gorm.io/gorm'] }, /\bgorm\b/iu),
  known('ent', 'orm', { go: ['entgo.io/ent'] }, /\bentgo\b/iu),
  known('diesel', 'orm', { cargo: ['diesel'] }, /\bdiesel\b/iu),
  known('sea-orm', 'orm', { cargo: ['sea-orm'] }, /\bsea-?orm\b/iu),
];

const ASYNC: readonly KnownTechnology[] = [
  known('asyncio', 'async', { python: ['asyncio'] }, /\basyncio\b/iu),
  known('fastapi', 'async', { python: ['fastapi'] }, /\bfastapi\b/iu),
  known('aiohttp', 'async', { python: ['aiohttp'] }, /\baiohttp\b/iu),
  known('starlette', 'async', { python: ['starlette'] }, /\bstarlette\b/iu),
  known('node', 'async', { npm: ['node'] }, /\bnode(?:\.?js)\b/iu),
  known('express', 'async', { npm: ['express'] }, /\bexpress(?:\.?js)?\b/iu),
  known('fastify', 'async', { npm: ['fastify'] }, /\bfastify\b/iu),
  known('hono', 'async', { npm: ['hono'] }, /\bhono\b/iu),
  known('koa', 'async', { npm: ['koa'] }, /\bkoa(?:\.?js)?\b/iu),
  known('nestjs', 'async', { npm: ['@nestjs/core', '@nestjs/common'] }, /\bnest(?:\.?js)\b/iu),
  known('next', 'async', { npm: ['next'] }, /\bnext(?:\.?js)\b/iu),
  known('tokio', 'async', { cargo: ['tokio'] }, /\btokio\b/iu),
  known('goroutines', 'async', { go: ['go'] }, /\bgo(?:lang|routines)\b/iu),
];

export const KNOWN_TECHNOLOGIES: readonly KnownTechnology[] = [...DATABASES, ...ORMS, ...ASYNC];

/** Runtimes of programs, which a named framework does not contradict. */
export const RUNTIMES: ReadonlySet<string> = new Set(['asyncio', 'node', 'goroutines', 'tokio']);

function known(
  name: string,
  role: StackRole,
  packages: KnownTechnology['packages'],
  words: RegExp,
): KnownTechnology {
  return { name, role, packages, words };
}
