import type { CallSite } from '../../../../analysis/index.ts';
import {
  findRelatedManagerWrite,
  resolveVariableClass,
} from '../../../analysis/models/django-related-manager-write.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { AutocommittedWrite } from './autocommitted-write.ts';

const CREATES = /(?:^|\.)([A-Z]\w+)\.objects\.a?(?:create|bulk_create)$/u;
const CHANGES = /(?:^|\.)([A-Z]\w+)\.objects\.(?:filter|all|exclude)\(.*\)\.a?(delete|update)$/su;
const SAVES = /^(\w+)\.a?save$/u;

/** Parses a Django write committed separately unless a transaction is open; null for others. */
export function parseDjangoWrite(site: CallSite, audited: AuditedCode): AutocommittedWrite | null {
  const { callee } = site.call;
  const created = CREATES.exec(callee)?.[1];
  if (created !== undefined) return { site, verb: 'create', model: created, library: 'django' };
  const [, model = '', method] = CHANGES.exec(callee) ?? [];
  if (model !== '') {
    const verb = method === 'delete' ? 'delete' : 'update';
    return { site, verb, model, library: 'django' };
  }
  return ofRow(site, audited) ?? ofManager(site, audited);
}

/** `order = Order(…)` and `order.save()`, or `self.save()` of a model. */
function ofRow(site: CallSite, audited: AuditedCode): AutocommittedWrite | null {
  const row = SAVES.exec(site.call.callee)?.[1];
  if (row === undefined) return null;
  const isSelf = row === 'self';
  // A queried row exists already, so storing it again creates nothing that other rows depend on.
  if (!isSelf && resolveVariable(audited, site, row)?.how !== 'call') return null;
  const model = isSelf
    ? audited.code.rawOf(site.function).owner
    : resolveVariableClass(audited, site, row);
  if (model === null || !findModels(audited).has(model)) return null;
  if (!isSelf && resolveVariable(audited, site, row)?.of.includes('.objects') === true) return null;
  return { site, verb: isSelf ? 'update' : 'create', model, library: 'django', name: row };
}

/** `order.tags.add(tag)`, `order.lines.create(…)`. */
function ofManager(site: CallSite, audited: AuditedCode): AutocommittedWrite | null {
  const write = findRelatedManagerWrite(audited, site);
  if (write === null || write.method === 'remove' || write.method === 'clear') return null;
  const isRow = write.method === 'create' || write.method === 'bulk_create';
  return {
    site,
    library: 'django',
    row: write.row,
    verb: isRow ? 'create' : 'update',
    model: write.target ?? write.relation,
  };
}
