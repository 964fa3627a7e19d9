import { describe, expect, test } from 'vitest';
import { discoverAuditContext } from '../../../support/discover-audit-context.ts';

async function settings(files: Readonly<Record<string, string>>) {
  const { db_config, conflicts, unread } = await discoverAuditContext(files);
  const { expire_on_commit, autoflush, autocommit, isolation_level, pool_size, max_overflow } =
    db_config;
  return {
    expire_on_commit,
    autoflush,
    autocommit,
    isolation_level,
    pool_size,
    max_overflow,
    conflicts,
    unread: unread.map(({ file, line, reason }) => `${file}:${line} ${reason}`),
  };
}

const IMPORTS =
  'from sqlalchemy import create_engine\nfrom sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine\nfrom sqlalchemy.orm import sessionmaker\n';

describe('AUD-08: expire_on_commit of sessions', () => {
  test.each([
    ['False', 'async_sessionmaker(engine, expire_on_commit=False)', false, false],
    ['True', 'sessionmaker(bind=engine, expire_on_commit=True)', true, false],
    ['absent', 'sessionmaker(engine, class_=AsyncSession)', true, true],
    ['in a dictionary', 'sessionmaker(**OPTIONS)', false, false],
  ])('reads expire_on_commit %s', async (_, call, value, defaulted) => {
    const found = await settings({
      'app/db.py': `${IMPORTS}OPTIONS = {"expire_on_commit": False}\nengine = create_engine(url)\nSessionLocal = ${call}\n`,
    });
    expect(found.expire_on_commit).toEqual({ value, defaulted });
  });

  test('returns nothing without a session of SQLAlchemy', async () => {
    const found = await settings({
      'app.py': 'def sessionmaker():\n    pass\nx = sessionmaker()\n',
    });
    expect(found.expire_on_commit).toBeNull();
  });

  test('ignores a call of the factory, which configures nothing', async () => {
    const found = await settings({
      'app/db.py': `${IMPORTS}SessionLocal = sessionmaker(expire_on_commit=False)\n`,
      'app/use.py': 'from app.db import SessionLocal\ndef use():\n    s = SessionLocal()\n',
    });
    expect(found.expire_on_commit).toEqual({ value: false, defaulted: false });
    expect(found.conflicts).toEqual([]);
  });

  test('reports two settings that differ', async () => {
    const found = await settings({
      'app/a.py': `${IMPORTS}A = sessionmaker(expire_on_commit=False)\n`,
      'app/b.py': `${IMPORTS}B = sessionmaker()\n`,
    });
    expect(found.expire_on_commit).toEqual({ value: false, defaulted: false });
    expect(found.conflicts).toEqual([
      'expire_on_commit is false at app/a.py:4 and true at app/b.py:4',
    ]);
  });

  test('assumes no default when options are passed on and cannot be read', async () => {
    const found = await settings({
      'app/db.py': `${IMPORTS}def make(options):\n    return sessionmaker(**options)\n`,
    });
    expect(found.expire_on_commit).toBeNull();
    expect(found.unread).toContain('app/db.py:5 expire_on_commit may be set by a ** argument');
  });
});

describe('AUD-10: pool size of engines', () => {
  test('reads 10 from create_engine(url, pool_size=POOL) with POOL = 10', async () => {
    const found = await settings({
      'app/db.py': `${IMPORTS}POOL = 10\nengine = create_engine(url, pool_size=POOL, max_overflow=20)\n`,
    });
    expect([found.pool_size, found.max_overflow]).toEqual([10, 20]);
  });

  test('resolves constants of other modules, one hop away', async () => {
    const found = await settings({
      'app/config.py': 'POOL: int = 1_5\nMORE = 5\n',
      'app/db.py': `${IMPORTS}from app import config\nfrom app.config import POOL\nengine = create_async_engine(url, pool_size=POOL, max_overflow=config.MORE)\n`,
    });
    expect([found.pool_size, found.max_overflow]).toEqual([15, 5]);
  });

  test('reports what is known at run time only', async () => {
    const found = await settings({
      'app/db.py': `${IMPORTS}engine = create_engine(url, pool_size=int(os.environ["POOL"]), max_overflow=-1)\n`,
    });
    expect([found.pool_size, found.max_overflow]).toEqual([null, -1]);
    expect(found.unread).toEqual(['app/db.py:4 pool_size is known only at run time']);
  });

  test('reads options from a dictionary in the same function', async () => {
    const found = await settings({
      'app/config.py': 'MORE = int(env("MORE"))\n',
      'app/db.py': `${IMPORTS}from app import config\n\ndef make(url):\n    options = {"pool_size": 7, "max_overflow": config.MORE}\n    return create_engine(url, **options)\n`,
    });
    expect([found.pool_size, found.max_overflow]).toEqual([7, null]);
    expect(found.unread).toEqual(['app/db.py:8 max_overflow is known only at run time']);
  });

  test('does not mistake a parameter for a constant of the module', async () => {
    const found = await settings({
      'app/db.py': `${IMPORTS}POOL = 5\n\ndef make(url, POOL):\n    return create_engine(url, pool_size=POOL)\n`,
    });
    expect(found.pool_size).toBeNull();
  });

  test('ignores engines in tests', async () => {
    const found = await settings({
      'tests/db.py': `${IMPORTS}engine = create_engine(url, pool_size=1)\n`,
    });
    expect(found.pool_size).toBeNull();
  });
});

describe('T652-04: transaction settings', () => {
  test('reads autocommit, autoflush and the isolation level', async () => {
    const found = await settings({
      'app/db.py': `${IMPORTS}engine = create_engine(url, isolation_level="REPEATABLE READ")\nS = sessionmaker(autocommit=False, autoflush=False)\n`,
    });
    expect(found).toMatchObject({
      autocommit: { value: false, defaulted: false },
      autoflush: { value: false, defaulted: false },
      isolation_level: 'REPEATABLE READ',
    });
  });

  test('recognises an engine that commits automatically', async () => {
    const found = await settings({
      'app/db.py': `${IMPORTS}engine = create_engine(url, execution_options={"isolation_level": "AUTOCOMMIT"})\nS = sessionmaker()\n`,
    });
    expect(found.isolation_level).toBe('AUTOCOMMIT');
    expect(found.autocommit).toEqual({ value: true, defaulted: false });
  });

  test('reads a session that is created directly where there is no factory', async () => {
    const found = await settings({
      'app/db.py': `${IMPORTS}async def use():\n    async with AsyncSession(engine, expire_on_commit=False) as s:\n        pass\n`,
    });
    expect(found.expire_on_commit).toEqual({ value: false, defaulted: false });
    expect(found.autocommit).toEqual({ value: false, defaulted: true });
  });
});
