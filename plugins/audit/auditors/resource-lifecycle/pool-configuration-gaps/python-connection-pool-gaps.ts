import type { SgNode } from '@ast-grep/napi';
import { pythonLiteral, pythonValue, scopeOf } from '../../../../analysis/index.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import {
  findSqlalchemyCalls,
  type SqlalchemyCall,
} from '../../../context/settings/sqlalchemy-calls.ts';
import type { AuditedCode } from '../../../rule.ts';
import { findResultDestination } from '../acquired-resources/classify-call-result-ownership.ts';
import { findLaterResourceUses } from '../acquired-resources/resource-uses-after-acquisition.ts';
import type { PoolCandidate, PoolGap } from './missing-or-wrong-pool-setting.ts';
import { hasPoolMonitoring } from './pool-monitoring.ts';

/** Settings for a service with its own database server, by SQLAlchemy docs and users (LEAD-21). */
const REFERENCE = 'pool_size=20, max_overflow=10, pool_recycle=3600, pool_pre_ping=True';
/** Pool classes that store no connection, or a single connection that needs no settings. */
const NO_POOLS = /(?:^|\.)(?:NullPool|StaticPool|SingletonThreadPool|AssertionPool)$/u;

/** Engines of SQLAlchemy. */
export function* findPythonPools(audited: AuditedCode): Generator<PoolCandidate> {
  const { code } = audited;
  for (const made of findSqlalchemyCalls(code)) {
    if (made.makes !== 'engine') continue;
    const { file, node } = made;
    const { start, end } = node.range();
    yield {
      file,
      line: start.line + 1,
      endLine: end.line + 1,
      made: node.field('function')?.text() ?? 'create_engine',
      function: findEnclosingFunction(audited, file, start.index),
      exemption: whyOwn(node) ?? exemptionOf(audited, made),
      note: isOfObject(node)
        ? 'whether only one such object exists for the lifetime of the service'
        : null,
      gaps: gapsOf(audited, made),
    };
  }
}

/**
 * Returns why an engine is local: it is used in one function and discarded with its pool. Returns
 * null if it may serve the whole service.
 */
function whyOwn(call: SgNode): string | null {
  const handle = findResultDestination(call);
  const scope = scopeOf(call);
  if (handle.type !== 'name' || scope.kind() !== 'function_definition') return null;
  const { name } = handle;
  const isGlobal = scope
    .findAll({ rule: { any: [{ kind: 'global_statement' }, { kind: 'nonlocal_statement' }] } })
    .some((statement) => statement.children().some((child) => child.text() === name));
  const isKept = findLaterResourceUses(scope, name, call).some(
    (use) => use.parent()?.field('object')?.id() !== use.id(),
  );
  return isGlobal || isKept
    ? null
    : 'the engine is used only in this function, and its pool is discarded with it';
}

/** `self.engine = create_engine(…)` */
function isOfObject(call: SgNode): boolean {
  return /^self\./u.test(call.parent()?.field('left')?.text() ?? '');
}

function exemptionOf({ code, context }: AuditedCode, made: SqlalchemyCall): string | null {
  const { given, isOpen, file, url } = made;
  const pool = given.get('poolclass')?.text();
  if (pool !== undefined && NO_POOLS.test(pool)) return `${pool} has no pool to configure`;
  if (isOpen) return 'the pool settings are passed in and known only at run time';
  if (given.has('creator') && !given.has('pool_size'))
    return 'it is unknown what opens the connections of the pool';
  const address = url === null ? null : pythonValue(code, file, url);
  if (/^[frb]*['"]{1,3}\s*sqlite/u.test(address?.text() ?? ''))
    return 'SQLite has no server that could close connections';
  const { db } = context.tech_stack;
  return db.length > 0 && db.every(({ name }) => name === 'sqlite')
    ? 'SQLite has no server that could close connections'
    : null;
}

function gapsOf(audited: AuditedCode, { given }: SqlalchemyCall): readonly PoolGap[] {
  const isServed = audited.code.facts.routes.length > 0;
  const gaps: PoolGap[] = [];
  if (!isSet(given.get('pool_pre_ping')) && !isSet(given.get('pool_recycle'))) {
    gaps.push({
      severity: 'HIGH',
      issue:
        'neither pool_pre_ping nor pool_recycle is set, so the pool hands out connections that the server has closed',
      setting: 'pool_pre_ping=True, pool_recycle=3600',
    });
  }
  const overflow = literalOf(given.get('max_overflow'));
  if (isServed && overflow === -1) {
    gaps.push({
      severity: 'HIGH',
      issue:
        'max_overflow is −1, so a burst of requests can open an unlimited number of connections',
      setting: 'max_overflow=10',
    });
  }
  if (isServed && !hasPoolMonitoring(audited)) {
    gaps.push({
      severity: 'MEDIUM',
      issue: 'nothing listens to pool events, so connections that are never returned go unnoticed',
      setting: "event.listens_for(engine, 'checkout') and 'checkin'",
    });
  }
  if (!given.has('pool_size')) {
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
  const value = literalOf(node);
  return node !== undefined && value !== false && value !== null && value !== -1 && value !== 0;
}

function literalOf(node: SgNode | undefined) {
  return node === undefined ? undefined : pythonLiteral(node);
}
