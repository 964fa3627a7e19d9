import { type CallSite, once, type ProjectCode } from '../../../../analysis/index.ts';
import { resolveVariableClass } from '../../../analysis/models/django-related-manager-write.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import { splitArguments } from '../../../analysis/split-call-arguments.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { WriteStatement } from './write-statement.ts';

const DJANGO = /^(\w+|super\(\))\.(a?save|a?delete)$/u;
/** Names of objects that have a `save` or a `delete` but are not records. */
const NO_RECORD =
  /form|serializer|file|image|storage|cache|doc|writer|client|session|response|index|path|config|settings/iu;
const BY_SESSION =
  /^\w+\.(?:(?:hard|soft)_)?(?:(save|update)|(create|insert)|delete|remove|destroy)(?:_a?sync)?$/u;
const SESSION_FIRST =
  /^\(\s*(?:(?:db_)?session\s*=\s*)?(?:db_session|session|async_session)\s*[,)]/u;

/** Returns a self-storing or self-deleting Python record's statement, or null. */
export function parseRecordSaveCall(audited: AuditedCode, site: CallSite): WriteStatement | null {
  const bySession = BY_SESSION.exec(site.call.callee);
  if (bySession !== null && SESSION_FIRST.test(site.raw.argumentText)) {
    const [, updates, inserts] = bySession;
    const verb = updates ? 'update' : inserts ? 'insert' : 'delete';
    return { verb, by: 'execute', dialect: 'sqlalchemy', model: null };
  }
  const [, name = '', method] = DJANGO.exec(site.call.callee) ?? [];
  if (method === undefined || !isDjango(audited.code)) return null;
  const isOwn = name === 'self' || name === 'super()';
  const given = splitArguments(site.raw.argumentText);
  if (name !== 'super()' && given.some((argument) => argument.name === null)) return null;
  const model = isOwn
    ? audited.code.rawOf(site.function).owner
    : resolveVariableClass(audited, site, name);
  if (model === null ? NO_RECORD.test(name) : !findModels(audited).has(model)) return null;
  const origin = resolveVariable(audited, site, name);
  const isNew = origin?.how === 'call' && /^(?:\w+\.)*[A-Z]\w*$/u.test(origin.of);
  const verb = method.endsWith('delete') ? 'delete' : isNew ? 'insert' : 'update';
  return { verb, by: 'record', dialect: 'django', model };
}

/** Returns the name of the record that such a call stores. */
export function readRecordName({ call }: CallSite): string {
  const name = call.callee.slice(0, call.callee.indexOf('.'));
  return name === 'super()' ? 'self' : name;
}

const isDjango = once<ProjectCode, boolean>((code) =>
  code.sources.some(
    (file) =>
      file.endsWith('.py') &&
      code.importsOf(file).some(({ source }) => /^django(?:\.|$)/u.test(source)),
  ),
);
