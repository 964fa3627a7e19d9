/** A SQLite database of the packages in this repository's lock file, and what depends on what. */
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Packages on one page of the list. */
const PAGE_SIZE = 20;
const PREFIX = 'node_modules/';

export interface Catalogue {
  /** A page of packages by name, each with the number of packages that depend on it. */
  readonly page: (number: number) => readonly object[];
  /** One package with its dependents; null where there is none of that name. */
  readonly find: (name: string) => object | null;
}

export function openCatalogue(file: string): Catalogue {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE package (name TEXT PRIMARY KEY, version TEXT NOT NULL, license TEXT);
    CREATE TABLE dependency (dependent TEXT NOT NULL, name TEXT NOT NULL, range TEXT NOT NULL);
    CREATE INDEX dependency_by_name ON dependency (name);
  `);
  fill(database);
  const page = database.prepare(`
    SELECT package.*, (SELECT count(*) FROM dependency WHERE dependency.name = package.name)
      AS dependents
    FROM package ORDER BY name LIMIT ${PAGE_SIZE} OFFSET ?
  `);
  const packageByName = database.prepare('SELECT * FROM package WHERE name = ?');
  const dependents = database.prepare(
    'SELECT dependent, range FROM dependency WHERE name = ? ORDER BY dependent',
  );
  return {
    page: (number) => page.all((number - 1) * PAGE_SIZE),
    find: (name) => {
      const found = packageByName.get(name);
      return found === undefined ? null : { ...found, dependents: dependents.all(name) };
    },
  };
}

function fill(database: DatabaseSync): void {
  const lockfile = new URL('../../package-lock.json', import.meta.url);
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const addPackage = database.prepare('INSERT OR IGNORE INTO package VALUES (?, ?, ?)');
  const addDependency = database.prepare('INSERT INTO dependency VALUES (?, ?, ?)');
  database.exec('BEGIN');
  for (const [path, { version, license, dependencies = {} }] of Object.entries(packages)) {
    if (!path.startsWith(PREFIX) || version === undefined) continue;
    const name = path.slice(path.lastIndexOf(PREFIX) + PREFIX.length);
    addPackage.run(name, version, license ?? null);
    for (const [needed, range] of Object.entries(dependencies)) {
      addDependency.run(name, needed, range);
    }
  }
  database.exec('COMMIT');
}
