import type { SgNode } from '@ast-grep/napi';
import { type CallSite, once } from '../../../analysis/index.ts';
import {
  createCallCandidate,
  findCallNode,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import { resolveVariableType } from '../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode, CallCandidate } from '../../rule.ts';

export interface AcquiredResource extends CallCandidate {
  readonly kind: 'connection' | 'cursor' | 'file';
  readonly node: SgNode;
  readonly release: string;
}

type Acquiring = Pick<AcquiredResource, 'kind' | 'release'> & { readonly pattern: RegExp };

const PYTHON: readonly Acquiring[] = [
  {
    kind: 'connection',
    pattern:
      /^(?:sqlalchemy|sqlmodel)\.(?:\w+\.)*(?:create_(?:async_)?engine\.(?:connect|raw_connection)|(?:async_)?sessionmaker|(?:Async)?Session)$/u,
    release: 'close',
  },
  {
    kind: 'connection',
    pattern: /^(?:psycopg2?|pymysql|MySQLdb|mysql\.connector|asyncpg|pyodbc)\.(?:\w+\.)?connect$/u,
    release: 'close',
  },
  {
    kind: 'cursor',
    pattern: /^(?:psycopg2?|pymysql|MySQLdb|mysql\.connector|pyodbc|django\.db)\..*\.cursor$/u,
    release: 'close',
  },
  { kind: 'file', pattern: /^(?:open|io\.open|pathlib\.Path\.open)$/u, release: 'close' },
];
const SCRIPT: readonly Acquiring[] = [
  {
    kind: 'connection',
    pattern: /^pg(?:-pool)?\.(?:default\.)?(?:Pool|default)\.connect$/u,
    release: 'release',
  },
  {
    kind: 'connection',
    pattern: /^mysql2?(?:\/promise)?\.(?:default\.)?createPool(?:\.promise)?\.getConnection$/u,
    release: 'release',
  },
  {
    kind: 'connection',
    pattern: /^mysql2?(?:\/promise)?\.(?:default\.)?createConnection$/u,
    release: 'end',
  },
  {
    kind: 'file',
    pattern: /^node:fs(?:\/promises)?\.(?:promises\.)?open(?:Sync)?$/u,
    release: 'close',
  },
];

export const listAcquiredResources = once((audited: AuditedCode): readonly AcquiredResource[] => [
  ...findAcquired(audited),
]);

function* findAcquired(audited: AuditedCode): Generator<AcquiredResource> {
  const { code } = audited;
  for (const site of code.facts.functions.keys().flatMap(code.callsOf)) {
    if (code.functionAt(site.function).parent === -1) continue;
    const known = isPythonFunction(audited, site.function) ? PYTHON : SCRIPT;
    const name = resolveQualifiedName(audited, site) ?? '';
    const acquiring = known.find(({ pattern }) => pattern.test(name));
    if (acquiring === undefined || !acquires(audited, site, name)) continue;
    const node = findCallNode(audited, site);
    const { kind, release } = acquiring;
    if (node !== null) yield { ...createCallCandidate(audited, site, name), node, kind, release };
  }
}

/** False for creating a session factory, and for callback forms, which pass the resource on. */
function acquires({ code }: AuditedCode, site: CallSite, name: string): boolean {
  if (!/sessionmaker$/u.test(name)) return site.raw.callbacks.length === 0;
  const file = code.fileOf(site.function);
  const [first] = site.call.callee.split('.');
  const source = code.importsOf(file).find(({ local }) => local === first)?.source ?? '';
  return !/^(?:sqlalchemy|sqlmodel)\b/u.test(source);
}

/** Returns a callee's full name in its package, also by type of receiving field or parameter. */
export function resolveQualifiedName(audited: AuditedCode, site: CallSite): string | null {
  const { callee, targets, isGuess } = site.call;
  const { code } = audited;
  const known = code.qualifiedNameOf(site.function, callee.replace(/^new /u, ''));
  if (known !== null) return known;
  const [, receiver, method] = /^(?:self\.|this\.)?#?_?(\w+)\.(\w+)$/u.exec(callee) ?? [];
  if (receiver !== undefined && method !== undefined) {
    const written = /^(?:self\.|this\.)?(.+)\.\w+$/u.exec(callee)?.[1] ?? receiver;
    const type = /^[\w.]+/u.exec(resolveVariableType(audited, site, written))?.[0];
    const full = type === undefined ? null : code.qualifiedNameOf(site.function, type);
    return full === null ? null : `${full}.${method}`;
  }
  return callee === 'open' && (isGuess || targets.length === 0) ? callee : null;
}
