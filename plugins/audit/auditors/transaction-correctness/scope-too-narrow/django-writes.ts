import type { CallSite } from '../../../../analysis/index.ts';
import { modelsOf } from '../../../look/models/models-of.ts';
import { classOfVariable, relatedWrite } from '../../../look/models/related-manager.ts';
import { variableIn } from '../../../look/variables.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { SingleWrite } from './single-write.ts';

const CREATES = /(?:^|\.)([A-Z]\w+)\.objects\.a?(?:create|bulk_create)$/u;
const CHANGES = /(?:^|\.)([A-Z]\w+)\.objects\.(?:filter|all|exclude)\(.*\)\.a?(delete|update)$/su;
const SAVES = /^(\w+)\.a?save$/u;

/** A statement of Django that is committed by itself where no transaction is opened; null: it is none. */
export function djangoWrite(site: CallSite, audited: AuditedCode): SingleWrite | null {
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
function ofRow(site: CallSite, audited: AuditedCode): SingleWrite | null {
  const row = SAVES.exec(site.call.callee)?.[1];
  if (row === undefined) return null;
  const isSelf = row === 'self';
  // A queried row exists already, so storing it again creates nothing that other rows depend on.
  if (!isSelf && variableIn(audited, site, row)?.how !== 'call') return null;
  const model = isSelf
    ? audited.code.rawOf(site.function).owner
    : classOfVariable(audited, site, row);
  if (model === null || !modelsOf(audited).has(model)) return null;
  if (!isSelf && variableIn(audited, site, row)?.of.includes('.objects') === true) return null;
  return { site, verb: isSelf ? 'update' : 'create', model, library: 'django', name: row };
}

/** `order.tags.add(tag)`, `order.lines.create(…)`. */
function ofManager(site: CallSite, audited: AuditedCode): SingleWrite | null {
  const write = relatedWrite(audited, site);
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
