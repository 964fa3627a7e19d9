import type { Relation } from '../../../analysis/models/python-orm-relations.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  type EagerRelations,
  mergeEagerRelations,
  readEagerRelations,
} from './eagerly-loaded-relations-of-query.ts';
import type { ChainStep } from './parse-orm-query-chain.ts';
import { findMethodEagerRelations } from './relations-eager-by-custom-manager.ts';

/** Rows of a query, with the relations loaded along with them. */
export interface QueryRows {
  readonly model: string;
  readonly orm: Relation['orm'];
  readonly eager: EagerRelations;
  /** Set for an async session, which loads nothing on demand. */
  readonly isAwaited: boolean;
  /** Text of the query, of all that it is built from. */
  readonly written: string;
  /** Set when the rows belong to a row from elsewhere. */
  readonly isOfRow?: boolean;
}

/** Usual names of Django managers that return all rows of a model. */
export const MANAGER_NAMES =
  /^(?:objects|_default_manager|_base_manager|all_objects|active_objects|published|unscoped)$/u;
const DJANGO_KEEPS = new Set([
  'filter',
  'exclude',
  'order_by',
  'all',
  'distinct',
  'reverse',
  'select_related',
  'using',
  'prefetch_related',
  'only',
  'defer',
  'annotate',
  'alias',
  'select_for_update',
  'iterator',
  'aiterator',
  'union',
  'intersection',
  'difference',
  'extra',
  'complex_filter',
  'get_queryset',
]);
const DJANGO_ENDS = new Set([
  'values',
  'values_list',
  'aggregate',
  'count',
  'exists',
  'first',
  'last',
  'get',
  'in_bulk',
  'dates',
  'datetimes',
  'raw',
  'earliest',
  'latest',
  'create',
  'update',
  'delete',
  'none',
  'bulk_create',
  'get_or_create',
  'update_or_create',
  'explain',
  'contains',
]);
const ALCHEMY_KEEPS = new Set([
  'filter',
  'filter_by',
  'where',
  'order_by',
  'join',
  'outerjoin',
  'options',
  'distinct',
  'limit',
  'offset',
  'group_by',
  'having',
  'all',
  'yield_per',
  'unique',
  'scalars',
  'params',
  'with_for_update',
  'execution_options',
  'select_from',
  'populate_existing',
  'slice',
  'cte',
]);

/** Returns the rows after further chain steps; null if the result is not rows. */
export function applyChainSteps(
  audited: AuditedCode,
  rows: QueryRows,
  parts: readonly ChainStep[],
): QueryRows | null {
  const keeps = rows.orm === 'django' ? DJANGO_KEEPS : ALCHEMY_KEEPS;
  const added: EagerRelations[] = [rows.eager];
  for (const { name, call } of parts) {
    if (call === null) {
      if (MANAGER_NAMES.test(name)) continue;
      return null;
    }
    if (rows.orm === 'django' && DJANGO_ENDS.has(name)) return null;
    if (keeps.has(name)) added.push(readEagerRelations(name, call));
    else {
      const own = findMethodEagerRelations(audited, name);
      if (own === null) return null;
      added.push(own);
    }
  }
  return {
    ...rows,
    eager: mergeEagerRelations(added),
    written: `${rows.written} ${formatChain(parts)}`,
  };
}

/** A chain as it is written. */
export function formatChain(parts: readonly ChainStep[]): string {
  return parts
    .map(({ name, call }) => `.${name}${call?.field('arguments')?.text() ?? ''}`)
    .join('');
}
