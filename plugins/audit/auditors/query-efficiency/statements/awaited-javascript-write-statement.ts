import type { CallSite } from '../../../../analysis/index.ts';
import { resolveMongooseModel, usesMongoose } from '../../../analysis/models/mongoose-model.ts';
import type { AuditedCode } from '../../../rule.ts';
import { parseJavaScriptStatement } from './parse-javascript-write-statement.ts';
import type { WriteStatement } from './write-statement.ts';

/**
 * Returns the statement of a JavaScript or TypeScript call that is awaited here or returned to a
 * caller that awaits it: `rows.map((row) => orders.save(row))`. null: none.
 */
export function parseAwaitedStatement(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const own = parseJavaScriptStatement(audited, site);
  if (own !== null || site.call.isAwaited) return own;
  const statement = parseJavaScriptStatement(audited, {
    ...site,
    call: { ...site.call, isAwaited: true },
  });
  // The text is read last, since most calls are no statements either way.
  if (statement === null || !isHandedOn(audited, site)) return null;
  const isCreated = statement.dialect === 'mongoose' && statement.verb === 'insert';
  return isCreated && !isOfMongoose(audited, site) ? null : statement;
}

/** True for a Mongoose model. Models of other libraries may have a `create` that stores nothing. */
function isOfMongoose(audited: AuditedCode, site: CallSite): boolean {
  const receiver = site.call.callee.replace(/\.\w+$/u, '');
  if (resolveMongooseModel(audited, site, receiver) !== null) return true;
  return /^[A-Z]/u.test(receiver) && usesMongoose(audited.code);
}

function isHandedOn({ code }: AuditedCode, site: CallSite): boolean {
  const text = code.textOf(code.facts.functions[site.function]?.file ?? '') ?? '';
  // If a chain continues, its result is returned and not that of the call.
  if (/^\s*\./u.test(text.slice(site.raw.end, site.raw.end + 80))) return false;
  const before = text.slice(Math.max(0, site.raw.start - 20), site.raw.start);
  return /(?:\breturn|=>)\s*$/u.test(before);
}
