import type { CallSite, Loop } from '../../../../analysis/index.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import {
  resolveVariable,
  resolveVariableType,
} from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { WriteStatement } from './write-statement.ts';

/** Calls by which a row may store or delete itself. */
export const RECORD_WRITE = /^(\w+)\.(a?save|a?delete)$/u;
/** Class of rows: `Book.objects.all()`. */
const ROWS = /\b([A-Z]\w*)\.objects\b/u;

/** Returns the statement of a row of a known model that stores or deletes itself, or null. */
export function parseRecordWrite(
  audited: AuditedCode,
  site: CallSite,
  loop: Loop | null,
): WriteStatement | null {
  const [, name = '', method] = RECORD_WRITE.exec(site.call.callee) ?? [];
  if (method === undefined) return null;
  const origin = resolveVariable(audited, site, name);
  const type = resolveVariableType(audited, site, name);
  const model =
    /^(?:\w+\.)*([A-Z]\w*)$/u.exec(type)?.[1] ??
    ROWS.exec(origin?.expression ?? '')?.[1] ??
    (loop?.names.includes(name) === true ? resolveRowModel(audited, site, loop) : null);
  if (model === null || !findModels(audited).has(model)) return null;
  const isNew = origin?.kind === 'call' && /^(?:\w+\.)*[A-Z]\w*$/u.test(origin.expression);
  const verb = method.endsWith('delete') ? 'delete' : isNew ? 'insert' : 'update';
  return { verb, by: 'record', dialect: 'django', model };
}

/** Returns the class of the rows that a loop goes through, if the query for them states it. */
function resolveRowModel(audited: AuditedCode, site: CallSite, { over }: Loop): string | null {
  const text = over.text();
  const origin = /^\w+$/u.test(text) ? resolveVariable(audited, site, text) : null;
  return ROWS.exec(origin?.expression ?? text)?.[1] ?? null;
}
