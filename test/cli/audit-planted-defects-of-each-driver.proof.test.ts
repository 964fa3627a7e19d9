/**
 * `audit --with-tests` on eleven small applications, each with another database driver. Each plants
 * one defect of each kind, marked `defect: <rule>` on its line, beside code that only looks like it.
 */
import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditReport } from '../../plugins/audit/document/audit-document.ts';
import { findTestNodePackages } from '../../tools/install-test-node-packages.ts';
import { findTestPython } from '../../tools/install-test-python-environment.ts';
import { ROOT } from '../repository/read-repository-sources.ts';
import { createProject } from '../support/run-cli.ts';
import { runCommandInProcess } from '../support/run-command-in-process.ts';
import {
  createIsolatedDatabase,
  createIsolatedMariadb,
  type IsolatedDatabase,
} from '../support/shared-databases.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/planted-defects/', import.meta.url));
const MARK = /(?:\/\/|#) defect: (?<rule>[\w-]+)$/u;
/** Defects that a run does not show yet: nothing watches which columns are read. */
const UNSEEN = 'over-fetching';
/** Rules of defects that no rule is named after. */
const RULE_OF: Readonly<Record<string, string>> = {
  blocking: 'missing-to-thread',
  event: 'scope-too-wide',
};

let databases: readonly Pick<IsolatedDatabase, 'drop'>[];
let env: Readonly<Record<string, string>>;

beforeEach(async () => {
  const [postgres, mariadb] = [await createIsolatedDatabase(), await createIsolatedMariadb()];
  databases = [postgres, mariadb];
  // Texts of a database in SQL_ASCII are bytes for psycopg otherwise.
  const encoding = { PGCLIENTENCODING: 'UTF8' };
  env = { ...postgres.env, ...encoding, DB_SOCKET: mariadb.socket, DB_NAME: mariadb.name };
});
afterEach(async () => {
  for (const { drop } of databases) await drop();
});

/** Puts an application together from its parts, and returns its folder. */
function plant(parts: readonly string[], packages: string | null): string {
  const root = createProject({ '.gitignore': 'node_modules\n' });
  for (const part of ['shop', ...parts]) {
    cpSync(join(FIXTURES, part), root, { recursive: true });
  }
  if (packages !== null) symlinkSync(packages, join(root, 'node_modules'));
  return root;
}

function marks(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^(?:src|shop)\/.*\.(?:js|py)$/u.test(path))
    .flatMap((path) =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .flatMap((line, index) => {
          const rule = MARK.exec(line)?.groups?.rule;
          return rule === undefined || rule === UNSEEN
            ? []
            : [`${path}:${index + 1} ${RULE_OF[rule] ?? rule}`];
        }),
    )
    .toSorted();
}

async function measured(root: string, command: readonly string[]): Promise<readonly string[]> {
  const words = ['audit', '--with-tests', '--reporter', 'json'];
  const more = command.length === 0 ? [] : ['--', ...command];
  const { code, out, err } = await runCommandInProcess([...words, ...more], { cwd: root, env });
  rmSync(root, { recursive: true, force: true });
  expect(code, err).toBe(0);
  const { categories, findings } = JSON.parse(out) as AuditReport;
  expect(findings).toEqual([]);
  return categories
    .flatMap((category) => (category.status === 'completed' ? category.findings : []))
    .filter((finding) => finding.evidence_class === 'measured')
    .map(({ location, rule }) => `${location} ${rule}`)
    .toSorted();
}

const OWN_PACKAGES = join(ROOT, 'node_modules');

test.each([
  ['pg', 'vitest', OWN_PACKAGES, []],
  ['postgres', 'mocha', findTestNodePackages(), []],
  ['mysql2', 'jest', findTestNodePackages(), []],
  ['node-sqlite', 'node:test', null, ['sqlite']],
  ['better-sqlite3', 'ava', findTestNodePackages(), ['sqlite']],
])(
  '%s under %s: finds each planted defect, and nothing else',
  async (driver, _runner, packages, shared) => {
    const root = plant(['node', ...shared, driver], packages);
    const expected = marks(root);
    expect(await measured(root, [])).toEqual(expected);
  },
);

test.each([
  ['psycopg', 'pytest', ['pytest']],
  ['psycopg2', 'pytest', ['pytest']],
  ['asyncpg', 'unittest', ['httpx']],
  ['sqlite3', 'unittest', []],
  ['aiosqlite', 'pytest', ['httpx']],
  ['pymysql', 'pytest', ['pytest']],
])('%s under %s: finds each planted defect, and nothing else', async (driver, runner, shared) => {
  const root = plant(['python', ...shared, driver], null);
  const expected = marks(root);
  expect(await measured(root, [findTestPython(), '-m', runner])).toEqual(expected);
});
