import type { SgNode } from '@ast-grep/napi';
import { type CallSite, once, scopeOf } from '../../../../analysis/index.ts';
import {
  createCallCandidate,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode, CallCandidate } from '../../../rule.ts';
import { findResultDestination } from './classify-call-result-ownership.ts';
import { resolveQualifiedName } from './qualified-callee-name.ts';
import { findLaterResourceUses } from './resource-uses-after-acquisition.ts';

/** Kind of resource to release; `link`: a driver connection recognized only by its use. */
export type ResourceKind = 'connection' | 'link' | 'cursor' | 'file';

/** Call that acquires a resource that must be released. */
export interface AcquiredResource extends CallCandidate {
  readonly kind: ResourceKind;
  readonly node: SgNode;
  /** Name of the function releasing it: a method of the resource, or a function taking it. */
  readonly release: string;
}

interface Acquiring {
  readonly kind: ResourceKind;
  readonly name: RegExp;
  readonly release: string;
}

const PYTHON_DRIVERS =
  '(?:psycopg2?|pymysql|MySQLdb|mysql\\.connector|asyncpg|aiomysql|aiopg|oracledb|cx_Oracle|pyodbc)';
const PYTHON: readonly Acquiring[] = [
  {
    kind: 'connection',
    name: /^(?:sqlalchemy|sqlmodel)\.(?:\w+\.)*(?:create_(?:async_)?engine\.(?:connect|raw_connection)|(?:async_)?sessionmaker|(?:Async)?Session)$/u,
    release: 'close',
  },
  {
    kind: 'connection',
    name: new RegExp(`^${PYTHON_DRIVERS}\\.(?:(?:Async)?Connection\\.)?connect$`, 'u'),
    release: 'close',
  },
  {
    kind: 'connection',
    name: /^(?:psycopg2\.pool\.\w+|psycopg_pool\.(?:Async)?ConnectionPool)\.getconn$/u,
    release: 'putconn',
  },
  {
    kind: 'connection',
    name: /^(?:asyncpg|aiomysql|aiopg)\.(?:create_pool|(?:pool\.)?Pool)\.acquire$/u,
    release: 'release',
  },
  {
    kind: 'cursor',
    name: new RegExp(
      `^(?:${PYTHON_DRIVERS}\\..*|sqlite3\\.connect|django\\.db\\.connection)\\.cursor$`,
      'u',
    ),
    release: 'close',
  },
  {
    kind: 'file',
    name: /^(?:open|io\.open|pathlib\.Path\.open|sqlite3\.connect)$/u,
    release: 'close',
  },
];
/** Any driver of Python's DB-API: a connection that provides cursors (PEP 249). */
const DB_API: Acquiring = {
  kind: 'link',
  name: /^[a-z]\w*(?:\.\w+)*\.connect$/u,
  release: 'close',
};
const SCRIPT: readonly Acquiring[] = [
  {
    kind: 'connection',
    name: /^pg(?:-pool)?\.(?:default\.)?(?:Pool|default)\.connect$/u,
    release: 'release',
  },
  {
    kind: 'connection',
    name: /^mysql2?(?:\/promise)?\.(?:default\.)?createPool(?:Cluster)?(?:\.promise)?\.getConnection$/u,
    release: 'release',
  },
  {
    kind: 'connection',
    name: /^mysql2?(?:\/promise)?\.(?:default\.)?createConnection$|^pg\.(?:default\.)?Client$/u,
    release: 'end',
  },
  { kind: 'connection', name: /^typeorm\.\w+(?:\.\w+)*\.createQueryRunner$/u, release: 'release' },
  { kind: 'connection', name: /^(?:mongodb|mongoose)\..*startSession$/u, release: 'endSession' },
  {
    kind: 'connection',
    name: /^knex(?:\.\w+)*\.acquireConnection$/u,
    release: 'releaseConnection',
  },
  { kind: 'file', name: /^node:fs(?:\/promises)?\.(?:promises\.)?open$/u, release: 'close' },
  { kind: 'file', name: /^node:fs\.openSync$/u, release: 'closeSync' },
];

/** Lists resources that project functions acquire and must release, except at module load. */
export const listAcquiredResources = once((audited: AuditedCode): readonly AcquiredResource[] => [
  ...findAcquired(audited),
]);

function* findAcquired(audited: AuditedCode): Generator<AcquiredResource> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (code.rawOf(index).parent === -1) continue;
    for (const site of code.callsOf(index)) {
      const name = resolveQualifiedName(audited, site);
      const how = acquiring(audited, site, name);
      if (name === null || how === null || !isTaken(audited, site, name)) continue;
      const candidate = createCallCandidate(site, name, file);
      const node = findCallNode(audited, candidate);
      if (node === null || (how === DB_API && !givesCursors(node))) continue;
      yield { ...candidate, node, kind: how.kind, release: how.release };
    }
  }
}

function acquiring(audited: AuditedCode, site: CallSite, name: string | null): Acquiring | null {
  if (name === null) return null;
  const all = isPythonFunction(audited, site.function) ? [...PYTHON, DB_API] : SCRIPT;
  return all.find((pattern) => pattern.name.test(name)) ?? null;
}

function givesCursors(call: SgNode): boolean {
  const handle = findResultDestination(call);
  if (handle.type !== 'name') return false;
  return findLaterResourceUses(scopeOf(call), handle.name, call).some(
    (use) => use.parent()?.field('attribute')?.text() === 'cursor',
  );
}

/**
 * True if the call acquires the resource: creating a session factory does not, a `pg` client needs
 * `new`, and the callback form passes the resource to its callback.
 */
function isTaken({ code }: AuditedCode, { function: index, call, raw }: CallSite, name: string) {
  const file = code.facts.functions[index]?.file ?? '';
  if (/sessionmaker$/u.test(name)) {
    const [first = ''] = call.callee.split('.');
    const source = code.importsOf(file).find(({ local }) => local === first)?.source ?? '';
    return !/^(?:sqlalchemy|sqlmodel)\b/u.test(source);
  }
  if (/\bClient$/u.test(name)) return call.callee.startsWith('new ');
  return raw.callbacks.length === 0;
}
