import type { SgNode } from '@ast-grep/napi';
import { pythonLiteral, scopeOf } from '../../../../analysis/index.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import {
  findSqlalchemyCalls,
  type SqlalchemyCall,
} from '../../../context/settings/sqlalchemy-calls.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  findLaterUses,
  readResultName,
} from '../acquired-resources/find-resource-release-status.ts';
import type { PoolCandidate, PoolGap } from './missing-or-wrong-pool-setting.ts';

/** Settings for a service with its own database server, by SQLAlchemy docs and users (LEAD-21). */
const REFERENCE = 'pool_size=20, max_overflow=10, pool_recycle=3600, pool_pre_ping=True';
/** Engines without connections to a server that a pool stores. */
const NO_POOL = /\b(?:NullPool|StaticPool)\b|['"]sqlite/u;
/** Listeners of pool events, and packages that instrument all engines of a process. */
const MONITORING =
  /\blisten(?:s_for)?\([^)]*['"](?:checkout|checkin|connect)['"]|^(?:from|import) (?:opentelemetry\.instrumentation\.sqlalchemy|sentry_sdk|ddtrace|newrelic|logfire)\b/mu;

/** Yields SQLAlchemy engines. */
export function* findPythonPools(audited: AuditedCode): Generator<PoolCandidate> {
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
      gaps: findGaps(audited, engine),
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

function findGaps({ code }: AuditedCode, { keywords }: SqlalchemyCall): readonly PoolGap[] {
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
