import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, pythonLiteral, scopeOf, valueAt } from '../../../analysis/index.ts';
import {
  adjustSeverity,
  explainStandaloneScript,
} from '../../analysis/adjust-severity-by-code-location.ts';
import {
  createCallCandidate,
  findCallNode,
  findEnclosingFunction,
  isPythonFunction,
} from '../../analysis/calls-and-functions.ts';
import { findSqlalchemyCalls, type SqlalchemyCall } from '../../context/sqlalchemy-calls.ts';
import type { AuditSeverity } from '../../document/audit-document.ts';
import { type AuditedCode, type Candidate, defineRule } from '../../rule.ts';
import { resolveQualifiedName } from './acquired-resource.ts';
import { findLaterUses, readResultName } from './resource-release-status.ts';

/** L654-05, LEAD-21: pools without settings a service needs, each reported once, by worst gap. */
export const POOL_CONFIGURATION_GAPS = defineRule({
  id: 'pool-configuration-gaps',
  principle: 'Resource Lifecycle / Pools limit and test their connections',
  sources: {
    'SQLAlchemy 2.0: connection pooling, dealing with disconnects':
      'https://docs.sqlalchemy.org/en/20/core/pooling.html#dealing-with-disconnects',
    'node-postgres: pg.Pool, idleTimeoutMillis and max': 'https://node-postgres.com/apis/pool',
  },
  *match(audited): Generator<PoolCandidate> {
    yield* findPythonPools(audited);
    yield* findJavaScriptPools(audited);
  },
  verify: (found, audited) => {
    const { gaps, callee } = found;
    const exemption = found.exemption ?? explainStandaloneScript(audited, found.file);
    if (exemption !== null) return exemption;
    const [worst, ...others] = gaps;
    if (worst === undefined) return 'the pool configuration covers everything that a service needs';
    const rest =
      others.length === 0 ? '' : `; in addition, ${others.map(({ issue }) => issue).join('; ')}`;
    return {
      severity: adjustSeverity(worst.severity, audited, found.function),
      issue: `In the pool of ${callee}, ${worst.issue}${rest}`,
      recommendation: `Set ${gaps.map(({ setting }) => setting).join('; ')}`,
      effort: 'S',
    };
  },
});

/** Settings for a service with its own database server, by SQLAlchemy docs and users (LEAD-21). */
const REFERENCE = 'pool_size=20, max_overflow=10, pool_recycle=3600, pool_pre_ping=True';
/** Engines without connections to a server that a pool stores. */
const NO_POOL = /\b(?:NullPool|StaticPool)\b|['"]sqlite/u;
/** Listeners of pool events, and packages that instrument all engines of a process. */
const MONITORING =
  /\blisten(?:s_for)?\([^)]*['"](?:checkout|checkin|connect)['"]|^(?:from|import) (?:opentelemetry\.instrumentation\.sqlalchemy|sentry_sdk|ddtrace|newrelic|logfire)\b/mu;

function* findPythonPools(audited: AuditedCode): Generator<PoolCandidate> {
  for (const engine of findSqlalchemyCalls(audited.code)) {
    if (engine.creates !== 'engine') continue;
    const { file, node } = engine;
    const { start, end } = node.range();
    yield {
      file,
      line: start.line + 1,
      endLine: end.line + 1,
      callee: node.field('function')?.text() ?? 'create_engine',
      function: findEnclosingFunction(audited, file, start.index),
      exemption: exemptionOf(engine),
      gaps: findEngineGaps(audited, engine),
    };
  }
}

function exemptionOf({ node, isOpen }: SqlalchemyCall): string | null {
  if (isLocal(node)) {
    return 'the engine is used only in this function, and its pool is discarded with it';
  }
  if (NO_POOL.test(node.text())) return 'the engine has no pool to configure';
  return isOpen ? 'the pool settings are passed in and known only at run time' : null;
}

/** True if an engine is used in a single function and not passed on. */
function isLocal(call: SgNode): boolean {
  const name = readResultName(call);
  const scope = scopeOf(call);
  if (name === null || scope.kind() !== 'function_definition') return false;
  if (new RegExp(`\\bglobal\\b.*\\b${name}\\b`, 'u').test(scope.text())) return false;
  return findLaterUses(scope, name, call).every(
    (use) => use.parent()?.field('object')?.id() === use.id(),
  );
}

function findEngineGaps({ code }: AuditedCode, { keywords }: SqlalchemyCall): readonly PoolGap[] {
  const isServed = code.facts.routes.length > 0;
  const gaps: PoolGap[] = [];
  if (!isSet(keywords.get('pool_pre_ping')) && !isSet(keywords.get('pool_recycle'))) {
    gaps.push({
      severity: 'HIGH',
      issue:
        'neither pool_pre_ping nor pool_recycle is set, so the pool hands out connections that the server has closed',
      setting: 'pool_pre_ping=True, pool_recycle=3600',
    });
  }
  if (isServed && keywords.get('max_overflow')?.text() === '-1') {
    gaps.push({
      severity: 'HIGH',
      issue:
        'max_overflow is −1, so a burst of requests can open an unlimited number of connections',
      setting: 'max_overflow=10',
    });
  }
  if (isServed && !code.sources.some((file) => MONITORING.test(code.textOf(file) ?? ''))) {
    gaps.push({
      severity: 'MEDIUM',
      issue: 'nothing listens to pool events, so connections that are never returned go unnoticed',
      setting: "event.listens_for(engine, 'checkout') and 'checkin'",
    });
  }
  if (!keywords.has('pool_size')) {
    gaps.push({
      severity: 'LOW',
      issue: 'pool_size is left at its default of 5',
      setting: `a size suited to the number of service workers, such as ${REFERENCE}`,
    });
  }
  return gaps;
}

/** True if a setting is enabled; False, 0, −1 and None disable it. */
function isSet(node: SgNode | undefined): boolean {
  const value = node === undefined ? null : pythonLiteral(node);
  return value !== false && value !== null && value !== -1 && value !== 0;
}

/** Calls that create a pool, with their setting for the maximum number of connections. */
const POOLS: readonly {
  readonly pattern: RegExp;
  readonly max: string;
  readonly default: number;
}[] = [
  { pattern: /^pg(?:-pool)?\.(?:default\.)?(?:Pool|default)$/u, max: 'max', default: 10 },
  {
    pattern: /^mysql2?(?:\/promise)?\.(?:default\.)?createPool$/u,
    max: 'connectionLimit',
    default: 10,
  },
  { pattern: /^knex(?:\.(?:default|knex))?$/u, max: 'max', default: 10 },
  { pattern: /^sequelize(?:-typescript)?\.(?:default\.)?Sequelize$/u, max: 'max', default: 5 },
];

/** Yields Node.js pools whose settings are written in the call that creates them. */
function* findJavaScriptPools(audited: AuditedCode): Generator<PoolCandidate> {
  const { code } = audited;
  for (const site of code.facts.functions.keys().flatMap(code.callsOf)) {
    const index = site.function;
    if (isPythonFunction(audited, index)) continue;
    const name = resolveQualifiedName(audited, site) ?? '';
    const pool = POOLS.find(({ pattern }) => pattern.test(name));
    const [first = ''] = site.call.callee.replace(/^new /u, '').split('.');
    // `database('users')` on the result of `knex({…})` is a query.
    if (
      pool === undefined ||
      !code.importsOf(code.fileOf(index)).some(({ local }) => local === first)
    )
      continue;
    const node = findCallNode(audited, site);
    if (node === null) continue;
    const last = argumentsOf(node).at(-1);
    const value = last?.kind() === 'identifier' ? valueAt(node, last.text(), 'script') : last;
    const settings = last === undefined ? '{}' : (value?.text() ?? '');
    const isKnown = settings.startsWith('{') && !settings.includes('...');
    yield {
      ...createCallCandidate(audited, site, name),
      callee: site.call.callee,
      function: index,
      exemption: isKnown ? null : 'the pool settings are known only at run time',
      gaps: findGaps(settings, pool),
    };
  }
}

function findGaps(settings: string, pool: (typeof POOLS)[number]): readonly PoolGap[] {
  const gaps: PoolGap[] = [];
  const idle = /\b(idle\w*)\s*:\s*0\b/u.exec(settings)?.[1];
  if (idle !== undefined) {
    gaps.push({
      severity: 'MEDIUM',
      issue: `${idle} is 0, so idle connections are never closed`,
      setting: `${idle}: 30000`,
    });
  }
  if (!new RegExp(`\\b${pool.max}\\b`, 'u').test(settings)) {
    gaps.push({
      severity: 'LOW',
      issue: `${pool.max} is left at its default of ${pool.default}`,
      setting: `a ${pool.max} suited to the number of service processes and the database server's connection limit`,
    });
  }
  return gaps;
}

interface PoolGap {
  readonly severity: AuditSeverity;
  /** Half a sentence: `neither pool_pre_ping nor pool_recycle is set`. */
  readonly issue: string;
  /** Setting to write, such as `pool_pre_ping=True`. */
  readonly setting: string;
}

/** Code that creates a pool, with gaps in its settings, most severe first. */
interface PoolCandidate extends Candidate {
  /** Callee as written: `create_engine`, `new Pool`. */
  readonly callee: string;
  readonly function: number;
  /** Reason why it has no relevant pool, or unknown settings; null if neither applies. */
  readonly exemption: string | null;
  readonly gaps: readonly PoolGap[];
}
