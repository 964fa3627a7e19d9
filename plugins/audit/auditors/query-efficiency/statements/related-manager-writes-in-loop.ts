import {
  argumentsOf,
  type CallSite,
  type Loop,
  loopAround,
  mentions,
  namesFrom,
} from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import {
  findRelatedManagerWrite,
  type RelatedManagerWrite,
} from '../../../analysis/models/django-related-manager-write.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { WriteStatement } from './write-statement.ts';

const DELETES: ReadonlySet<string> = new Set(['remove', 'clear']);

/**
 * Parses related-manager writes in a loop: `post.tags.add(tag)` in a loop over tags,
 * `finding.tags.add(tag)` in a loop over findings, `order.lines.create(…)`. Returns null for other
 * calls, and for writes that do not depend on the iteration.
 */
export function parseRelatedStatement(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const write = findRelatedManagerWrite(audited, site);
  // `set` reads the rows first, so it is rarely a write at all.
  if (write === null || write.method === 'set' || write.method === 'bulk_create') return null;
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const node = findCallNode(audited, { file, site });
  const loop = node === null ? null : loopAround(node);
  if (node === null || loop === null) return null;
  const names = namesFrom(loop.body, new Set(loop.names), 'python');
  if (names.has(/^\w+/u.exec(write.row)?.[0] ?? '')) return ofEachRow(write, loop);
  return argumentsOf(node).some((argument) => mentions(argument, names, 'python'))
    ? ofOneRow(write)
    : null;
}

/** Returns the statement if each iteration writes through a different row. */
function ofEachRow(write: RelatedManagerWrite, { names }: Loop): WriteStatement | null {
  const { owner, relation, method, target, isThrough } = write;
  const isDeletion = DELETES.has(method);
  if (!isThrough) {
    // Other methods set the key of a related row: `bulk_update`, or an update by the rows.
    if (method !== 'create' || target === null) return null;
    return { verb: 'insert', by: 'record', dialect: 'django', model: target };
  }
  const rows = `${owner}.${relation}.through.objects`;
  return {
    verb: isDeletion ? 'delete' : 'insert',
    by: 'record',
    dialect: 'django',
    model: owner,
    related: {
      relation,
      hears: 'links',
      atOnce: isDeletion
        ? `${rows}.filter(…__in=${names[0] ?? 'rows'}s).delete()`
        : `${rows}.bulk_create(links, ignore_conflicts=True)`,
    },
  };
}

/** Returns the statement if all iterations write through one row, whose manager takes many. */
function ofOneRow(write: RelatedManagerWrite): WriteStatement | null {
  const { row, relation, method, target } = write;
  if (method === 'clear') return null;
  const manager = `${row}.${relation}`;
  return {
    verb: DELETES.has(method) ? 'delete' : 'insert',
    by: 'record',
    dialect: 'django',
    model: target,
    related: {
      relation,
      // One call of `add` notifies signal receivers, too.
      hears: method === 'create' ? 'rows' : 'nobody',
      atOnce:
        method === 'create'
          ? `${manager}.bulk_create(items)`
          : `${manager}.${method}(*items), which accepts all items at once`,
    },
  };
}
