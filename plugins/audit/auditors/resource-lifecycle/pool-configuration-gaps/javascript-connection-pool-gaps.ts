import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type ProjectCode, valueAt } from '../../../../analysis/index.ts';
import {
  createCallCandidate,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import type { AuditedCode } from '../../../rule.ts';
import { resolveQualifiedName } from '../acquired-resources/qualified-callee-name.ts';
import type { PoolCandidate, PoolGap } from './missing-or-wrong-pool-setting.ts';

interface ScriptPool {
  readonly name: RegExp;
  /** Key such a call needs to create a pool; null if every call does, even without settings. */
  readonly needs: string | null;
  /** Key of the object with the pool settings; null if they are top-level. */
  readonly below: 'pool' | 'extra' | null;
  /** Setting with the maximum number of connections, and its default. */
  readonly max: readonly [string, string];
  /** Setting for the connection wait, unlimited by default; null: the package has a limit. */
  readonly wait: string | null;
  /** Setting for how long idle connections are kept, where 0 means forever. */
  readonly idle: string;
}

const POOLS: readonly ScriptPool[] = [
  {
    name: /^pg(?:-pool)?\.(?:default\.)?(?:Pool|default)$|^pg-pool$/u,
    below: null,
    needs: null,
    max: ['max', '10'],
    wait: 'connectionTimeoutMillis',
    idle: 'idleTimeoutMillis',
  },
  {
    name: /^mysql2?(?:\/promise)?\.(?:default\.)?createPool$/u,
    below: null,
    needs: null,
    max: ['connectionLimit', '10'],
    wait: null,
    idle: 'idleTimeout',
  },
  {
    name: /^knex(?:\.(?:default|knex))?$/u,
    below: 'pool',
    needs: 'client',
    max: ['max', '10'],
    wait: null,
    idle: 'idleTimeoutMillis',
  },
  {
    name: /^(?:sequelize|sequelize-typescript|@sequelize\/core)\.(?:default\.)?Sequelize$/u,
    below: 'pool',
    needs: null,
    max: ['max', '5'],
    wait: null,
    idle: 'idle',
  },
];

/** Yields Node.js pools whose settings are written in the call that creates them. */
export function* findJavaScriptPools(audited: AuditedCode): Generator<PoolCandidate> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (isPythonFunction(audited, index)) continue;
    for (const site of code.callsOf(index)) {
      const name = resolveQualifiedName(audited, site);
      const pool = POOLS.find((pool) => name !== null && pool.name.test(name));
      if (pool === undefined || !isMaking(code, file, site.call.callee)) continue;
      const candidate = createCallCandidate(site, name ?? '', file);
      const node = findCallNode(audited, candidate);
      if (node === null) continue;
      const settings = settingsOf(node, pool);
      yield {
        ...candidate,
        made: site.call.callee,
        function: index,
        note: null,
        exemption: settings === null ? 'the pool settings are known only at run time' : null,
        gaps: settings === null ? [] : gapsOf(settings, pool),
      };
    }
  }
}

/** True if a call makes a pool; `database('users')` on the result of `knex({…})` is a query. */
function isMaking(code: ProjectCode, file: string, callee: string): boolean {
  const [first = ''] = callee.replace(/^new /u, '').split('.');
  const source = code.importsOf(file).find(({ local }) => local === first)?.source;
  return source !== undefined && code.moduleOf(file, source) === null;
}

/** Returns pool settings by key, as written; null: an argument is not written out in the call. */
function settingsOf(
  call: SgNode,
  { below, needs }: ScriptPool,
): ReadonlyMap<string, string> | null {
  const given = argumentsOf(call);
  if (given.length === 0) return needs === null ? new Map() : null;
  const last = given.at(-1);
  const held = last?.kind() === 'identifier' ? valueAt(call, last.text(), 'script') : last;
  if (held?.kind() !== 'object') return null;
  const all = entriesOf(held);
  if (all === null || below === null) return all === null ? null : textsOf(all);
  if (needs !== null && !all.has(needs)) return null;
  const inner = all.get(below);
  if (inner === undefined) return new Map();
  const entries = inner.kind() === 'object' ? entriesOf(inner) : null;
  return entries === null ? null : textsOf(entries);
}

/** Returns the entries of an object literal, or null if it contains a spread. */
function entriesOf(object: SgNode): ReadonlyMap<string, SgNode> | null {
  const found = new Map<string, SgNode>();
  for (const child of object.children()) {
    if (child.kind() === 'spread_element') return null;
    const [key, value] = [child.field('key'), child.field('value')];
    if (key !== null && value !== null) found.set(key.text().replace(/^['"]|['"]$/gu, ''), value);
    else if (child.kind() === 'shorthand_property_identifier') found.set(child.text(), child);
  }
  return found;
}

function textsOf(entries: ReadonlyMap<string, SgNode>): ReadonlyMap<string, string> {
  return new Map([...entries].map(([key, value]) => [key, value.text()] as const));
}

function gapsOf(settings: ReadonlyMap<string, string>, pool: ScriptPool): readonly PoolGap[] {
  const gaps: PoolGap[] = [];
  const { max, wait, idle } = pool;
  const waits = wait === null ? null : settings.get(wait);
  if (wait !== null && (waits === undefined || waits === '0')) {
    gaps.push({
      severity: 'MEDIUM',
      issue: `${wait} is not set, so a request waits forever once the pool is exhausted`,
      setting: `${wait}: 5000`,
    });
  }
  if (settings.get(idle) === '0') {
    gaps.push({
      severity: 'MEDIUM',
      issue: `${idle} is 0, so idle connections are never closed`,
      setting: `${idle}: 30000`,
    });
  }
  if (!settings.has(max[0])) {
    gaps.push({
      severity: 'LOW',
      issue: `${max[0]} is left at its default of ${max[1]}`,
      setting: `a ${max[0]} suited to the number of service processes and the database server's connection limit`,
    });
  }
  return gaps;
}
