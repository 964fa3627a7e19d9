import { type CallSite, loopAround } from '../../../../analysis/index.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { StatementDialect, WriteStatement } from './write-statement.ts';

const VERBS = new Map<string, WriteStatement['verb']>(
  Object.entries({
    save: 'update',
    update: 'update',
    delete: 'delete',
    asave: 'update',
    adelete: 'delete',
    destroy: 'delete',
    remove: 'delete',
    deleteOne: 'delete',
    updateOne: 'update',
  }),
);
/** Expressions that return records that save themselves, by library. */
const GIVES: readonly (readonly [StatementDialect, RegExp])[] = [
  ['django', /\.objects\b/u],
  ['sequelize', /\.findAll\(|\.findAndCountAll\(/u],
  ['mongoose', /(?:^|await\s+)(?:this\.)?(?:\w+Model|[A-Z]\w*)\.find\(/u],
];

/**
 * Returns the statement of `for job in Job.objects.filter(…): job.save()`, or of `job = Job(…)`
 * created and saved in each iteration. Only for libraries whose records save themselves, and if
 * such a library returned the rows that the loop goes through.
 */
export function parseRecordStatement(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const [, receiver = '', method = ''] = /^(\w+)\.(\w+)$/u.exec(site.call.callee) ?? [];
  const verb = VERBS.get(method);
  if (verb === undefined) return null;
  const file = audited.code.facts.functions[site.function]?.file ?? '';
  const found = { file, line: site.call.line, endLine: site.call.endLine, site, name: '' };
  const node = findCallNode(audited, found);
  const loop = node === null ? null : loopAround(node);
  if (loop === null) return null;
  const made = resolveVariable(audited, site, receiver);
  if (!loop.names.includes(receiver)) {
    const isMade = made !== null && loop.body.text().includes(`${receiver} = `);
    return isMade ? ofMadeRecord(audited, file, method, made.how, made.of) : null;
  }
  const over = loop.over.text();
  const origin = /^\w+$/u.test(over) ? resolveVariable(audited, site, over) : null;
  const text = origin === null ? over : `${origin.of}${origin.argumentText}`;
  const [dialect] = GIVES.find(([, gives]) => gives.test(text)) ?? [];
  if (dialect === undefined) return null;
  const model =
    /([A-Z]\w*)(?:\.(?:unscoped|scope|withScope)\([^()]*\))?\.(?:objects|find)/u.exec(text)?.[1] ??
    ownModel(audited, site, text);
  return { verb, by: 'record', dialect, model };
}

/** `this.findAll(…)` of a class, `(this.constructor as typeof Order).findAll(…)` of an instance. */
function ownModel({ code }: AuditedCode, site: CallSite, text: string): string | null {
  if (!/^(?:await\s+)?\(?\s*(?:await\s+)?\(?this\b/u.test(text)) return null;
  const named = /\btypeof\s+([A-Z]\w*)/u.exec(text)?.[1];
  if (named !== undefined) return named;
  const { file = '' } = code.facts.functions[site.function] ?? {};
  const first = code.firstOf(file);
  for (let at = site.function - first; at >= 0; at = code.rawOf(first + at).parent) {
    const { owner } = code.rawOf(first + at);
    if (owner !== null) return owner;
  }
  return null;
}

function ofMadeRecord(
  { code }: AuditedCode,
  file: string,
  method: string,
  how: string,
  of: string,
): WriteStatement | null {
  if (method !== 'save') return null;
  const text = code.textOf(file) ?? '';
  const made = (dialect: StatementDialect): WriteStatement => ({
    verb: 'insert',
    by: 'record',
    dialect,
    model: of.replace(/^new /u, ''),
  });
  if (file.endsWith('.py')) {
    const isModel = /^[A-Z]\w*$/u.test(of) && new RegExp(`\\b${of}\\.objects\\b`, 'u').test(text);
    return how === 'call' && isModel ? made('django') : null;
  }
  return how === 'new' &&
    /\bmongoose\b|Model\b/u.test(text) &&
    /^(?:new )?(?:this\.)?\w*(?:Model|[A-Z]\w*)$/u.test(of)
    ? made('mongoose')
    : null;
}
