import { type CallSite, once, type ProjectCode } from '../../analysis/index.ts';
import type { AuditedCode } from '../rule.ts';

/** Libraries whose statements join a transaction through an option that names it. */
export type TransactionOptionLibrary = 'sequelize' | 'mongoose';

/** Methods that write when called on a model class; `OF_INSTANCE` has those of a model instance. */
const OF_CLASS: Readonly<Record<TransactionOptionLibrary, RegExp>> = {
  sequelize:
    /^(?:create|bulkCreate|update|destroy|upsert|findOrCreate|increment|decrement|restore)$/u,
  mongoose:
    /^(?:create|insertMany|updateOne|updateMany|replaceOne|deleteOne|deleteMany|bulkWrite|findOneAnd(?:Update|Delete|Replace)|findByIdAnd(?:Update|Delete))$/u,
};
const OF_INSTANCE = /^(?:save|update|destroy|increment|decrement|restore)$/u;
const FINDS = /\.(?:find\w*|create|build)$/u;
const MODEL_BASE = /(?:^|\.)Model$/u;
const CLASS = /^(?:\w+\.)*([A-Z]\w*)$/u;
const known = once(readModelClasses);

/** Returns the one of these libraries that a project is built on; null: none. */
export function detectTransactionOptionLibrary({
  code,
}: AuditedCode): TransactionOptionLibrary | null {
  const sources = new Set(
    code.sources.flatMap((file) => code.importsOf(file).map(({ source }) => source)),
  );
  if (sources.has('sequelize') || sources.has('sequelize-typescript')) return 'sequelize';
  return sources.has('mongoose') || sources.has('@nestjs/mongoose') ? 'mongoose' : null;
}

/** True if a call writes through a model and takes its transaction as an option. */
export function isModelWrite(
  audited: AuditedCode,
  site: CallSite,
  library: TransactionOptionLibrary,
): boolean {
  const { callee } = site.call;
  const at = callee.lastIndexOf('.');
  if (at === -1) return false;
  const [receiver, method] = [callee.slice(0, at), callee.slice(at + 1)];
  const model = modelIn(receiver);
  if (model !== null) {
    const isKnown = modelClasses(audited.code).has(model) || /\bwhere\s*:/u.test(argumentsIn(site));
    return OF_CLASS[library].test(method) && (library === 'mongoose' || isKnown);
  }
  // Mongoose documents remember the session they were read with.
  return library === 'sequelize' && OF_INSTANCE.test(method) && isInstance(audited, site, receiver);
}

function argumentsIn({ raw }: CallSite): string {
  return raw.argumentText;
}

/** `User`, `User.scope("withTeam")`, `User.unscoped()`, `this.userModel`. */
function modelIn(receiver: string): string | null {
  const plain = receiver.replace(/\.(?:scope|unscoped|withScope)\([^()]*\)$/u, '');
  const injected = /^this\.(\w+)Model$/u.exec(plain)?.[1];
  if (injected !== undefined) return injected;
  return CLASS.exec(plain)?.[1] ?? null;
}

/** True if a variable was found or built by a model in the same function. */
function isInstance({ code }: AuditedCode, site: CallSite, name: string): boolean {
  return code
    .callsOf(site.function)
    .some(
      ({ raw, call }) =>
        raw.start < site.raw.start &&
        raw.place?.names.includes(name) === true &&
        FINDS.test(call.callee) &&
        modelIn(call.callee.replace(/\.\w+$/u, '')) !== null,
    );
}

/** Classes that extend `Model`, however many steps up. */
function modelClasses(code: ProjectCode): ReadonlySet<string> {
  return known(code);
}

function readModelClasses(code: ProjectCode): ReadonlySet<string> {
  const classes = code.sources.flatMap((file) => code.classesOf(file));
  const models = new Set<string>();
  for (let size = -1; size < models.size; ) {
    size = models.size;
    for (const { name, extends: base } of classes) {
      const plain = base?.replace(/<.*$/su, '') ?? '';
      if (MODEL_BASE.test(plain) || models.has(plain)) models.add(name);
    }
  }
  return models;
}
