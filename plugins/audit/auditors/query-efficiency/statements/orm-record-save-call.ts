import { type CallSite, once, type ProjectCode } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import { resolveMongooseModel } from '../../../analysis/models/mongoose-model.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import { splitArguments } from '../../../analysis/split-call-arguments.ts';
import type { AuditedCode } from '../../../rule.ts';
import { resolveRecordClass } from './resolve-model-of-record.ts';
import type { WriteStatement } from './write-statement.ts';

const PYTHON = /^(?:(\w+)|super\(\s*(?:([\w.]+)\s*,\s*(\w+)\s*)?\))\.(a?save|a?delete)$/u;
const SCRIPT = /^(\w+)\.(save|update|destroy|remove|deleteOne|softRemove)$/u;
/** Names of objects that have a `save` or a `delete` but are not records. */
const NO_RECORD =
  /form|serializer|file|image|img|photo|upload|storage|blob|bucket|key|cache|book|sheet|doc|plot|fig|writer|client|session|response|request|index|folder|path|config|settings|state|checkpoint/iu;
const BY_SESSION =
  /^(\w+\.(?:(?:hard|soft)_)?(?:save|create|insert|update|delete|remove|destroy)(?:_a?sync)?)$/u;
const SESSION_FIRST =
  /^\(\s*(?:(?:db_)?session\s*=\s*)?(?:db_session|session|async_session)\s*[,)]/u;
const RECORD_BASE = /(?:^|\.)(?:Model|BaseEntity)$/u;
const projects = new WeakMap<ProjectCode, boolean>();
const classes = once(basesOf);

/** Returns a self-storing or self-deleting record's statement, by its class or libraries used. */
export function parseRecordSaveCall(audited: AuditedCode, site: CallSite): WriteStatement | null {
  return isPythonFunction(audited, site.function)
    ? (bySession(site) ?? ofDjango(audited, site))
    : (ofClass(audited, site) ?? ofNewDocument(audited, site));
}

/** The name of the record that such a call stores; null: it is no such call. */
export function readRecordName({ call }: CallSite): string | null {
  const [, name, of, other] = PYTHON.exec(call.callee) ?? [];
  const bySession = BY_SESSION.exec(call.callee)?.[1];
  if (bySession !== undefined && name === undefined) return /^\w+/u.exec(bySession)?.[0] ?? null;
  return other ?? name ?? (call.callee.startsWith('super(') && of === undefined ? 'self' : null);
}

function ofDjango(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const [, name, parent, other, method = ''] = PYTHON.exec(site.call.callee) ?? [];
  if (method === '' || !isDjango(audited.code)) return null;
  const isSuper = site.call.callee.startsWith('super(');
  if (isSuper && other === 'self') return null;
  const given = splitArguments(site.raw.argumentText);
  if (!isSuper && given.some((argument) => argument.name === null)) return null;
  const { owner } = audited.code.rawOf(site.function);
  const verb = method.endsWith('delete')
    ? 'delete'
    : isMadeHere(audited, site, name ?? '')
      ? 'insert'
      : 'update';
  const model =
    name === 'self' || (isSuper && parent === undefined)
      ? owner
      : (parent ?? resolveRecordClass(audited, site, name ?? ''));
  const models = findModels(audited);
  if (model !== null && !models.has(model)) return null;
  if (model === null && (NO_RECORD.test(name ?? '') || name === 'cls')) return null;
  // A call of `super()` bypasses the method of the class and only stores.
  const by = isSuper && parent !== undefined ? 'execute' : 'record';
  return { verb, by, dialect: 'django', model };
}

/** `job = Job(…)`, then `job.save()`. */
function isMadeHere(audited: AuditedCode, site: CallSite, name: string): boolean {
  const held = resolveVariable(audited, site, name);
  return held?.how === 'call' && /^(?:\w+\.)*[A-Z]\w*$/u.test(held.of);
}

/** Returns the statement of `row.delete(session)`: the record gets the session that stores it. */
function bySession({ call, raw }: CallSite): WriteStatement | null {
  const method = BY_SESSION.exec(call.callee)?.[1];
  if (method === undefined || !SESSION_FIRST.test(raw.argumentText)) return null;
  const verb = /delete|remove|destroy/u.test(method)
    ? 'delete'
    : /create|insert/u.test(method)
      ? 'insert'
      : 'update';
  return { verb, by: 'execute', dialect: 'sqlalchemy', model: null };
}

function isDjango(code: ProjectCode): boolean {
  const found =
    projects.get(code) ??
    code.sources.some(
      (file) =>
        file.endsWith('.py') &&
        code.importsOf(file).some(({ source }) => /^django(?:\.|$)/u.test(source)),
    );
  projects.set(code, found);
  return found;
}

/** Parses writes of Sequelize and TypeORM records whose class the code states. */
function ofClass(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const [, name = '', method = ''] = SCRIPT.exec(site.call.callee) ?? [];
  if (method === '') return null;
  const held = resolveVariable(audited, site, name);
  const type = held === null || held.how === 'call' ? '' : held.of.replace(/^new /u, '');
  if (!isRecordClass(audited.code, type)) return null;
  const verb = method === 'save' || method === 'update' ? 'update' : 'delete';
  return { verb, by: 'record', dialect: 'sequelize', model: type };
}

/** `const order = new this.orders(data)` of a model of Mongoose, then `order.save()`. */
function ofNewDocument(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const [, name = '', method] = SCRIPT.exec(site.call.callee) ?? [];
  const held = method === 'save' ? resolveVariable(audited, site, name) : null;
  if (held?.how !== 'new') return null;
  const model = resolveMongooseModel(audited, site, held.of.replace(/^new /u, ''));
  return model === null ? null : { verb: 'insert', by: 'record', dialect: 'mongoose', model };
}

/** True if a class of the project stores its own instances. */
export function isRecordClass(code: ProjectCode, name: string): boolean {
  const bases = classes(code);
  let at: string | null = bases.get(name) ?? null;
  for (let step = 0; at !== null && step < 6; step += 1) {
    if (RECORD_BASE.test(at)) return true;
    at = bases.get(at.replace(/<.*$/su, '')) ?? null;
  }
  return false;
}

function basesOf(code: ProjectCode): ReadonlyMap<string, string | null> {
  return new Map(
    code.sources
      .filter((file) => !file.endsWith('.py'))
      .flatMap((file) => code.classesOf(file))
      .map((rawClass) => [rawClass.name, rawClass.extends]),
  );
}
