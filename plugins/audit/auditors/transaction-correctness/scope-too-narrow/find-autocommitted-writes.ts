import type { CallSite } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { AutocommittedWrite } from './autocommitted-write.ts';
import { parseDjangoWrite } from './parse-django-write.ts';

const PRISMA =
  /(?:^|\.)(?:prisma|prismaService|prismaClient|db)\.(\w+)\.(create|createMany|update|delete|deleteMany)$/u;
/** Start of Prisma options, since `db` may be something other than Prisma. */
const OPTIONS = /^\(\s*(?:\{\s*(?:data|where|select|include)\s*[:,}])/u;
const REPOSITORY = /^(.+)\.(save|insert|update|delete|remove)$/u;
const REPOSITORY_NAME = /^this\.\w*[rR]epo(?:sitory)?$/u;
const DRIZZLE = /^(?:\w+\.)*(?:db|database)\.(insert|delete)$/u;
const VERBS = new Map<string, AutocommittedWrite['verb']>([
  ...(['create', 'createMany', 'save', 'insert'] as const).map(
    (method) => [method, 'create'] as const,
  ),
  ['update', 'update'],
  ...(['delete', 'deleteMany', 'remove'] as const).map((method) => [method, 'delete'] as const),
]);

/** Returns the separately committed writes of a function, in text order. */
export function findAutocommittedWrites(
  audited: AuditedCode,
  index: number,
): readonly AutocommittedWrite[] {
  const read = isPythonFunction(audited, index) ? parseDjangoWrite : ofScript;
  return audited.code
    .callsOf(index)
    .flatMap((site) => read(site, audited) ?? [])
    .sort((a, b) => a.site.raw.start - b.site.raw.start);
}

function ofScript(site: CallSite, audited: AuditedCode): AutocommittedWrite | null {
  if (isHandedClient(audited, site)) return null;
  return ofPrisma(site) ?? ofRepository(site, audited) ?? ofDrizzle(site);
}

/** True for a client passed as an argument, since it may be a transaction. */
function isHandedClient({ code }: AuditedCode, { function: index, call }: CallSite): boolean {
  const { parameters, start } = code.rawOf(index);
  const root = /^\w+/u.exec(call.callee)?.[0] ?? '';
  if (!parameters.includes(root)) return false;
  const head = (code.textOf(code.facts.functions[index]?.file ?? '') ?? '').slice(
    start,
    start + 600,
  );
  return (
    root === 'db' || new RegExp(`\\b${root}\\s*\\??:[^,)]*(?:Transaction|\\bTx)`, 'u').test(head)
  );
}

function ofPrisma(site: CallSite): AutocommittedWrite | null {
  const { callee } = site.call;
  const [, model = '', method = ''] = PRISMA.exec(callee) ?? [];
  const verb = VERBS.get(method);
  if (verb === undefined) return null;
  const isNamed = /prisma\w*\.\w+\.\w+$/u.test(callee);
  if (!isNamed && !OPTIONS.test(site.raw.argumentText)) return null;
  return { site, verb, model, library: 'prisma' };
}

/** `this.orders.save(order)` of an injected `Repository<Order>`. */
function ofRepository(site: CallSite, audited: AuditedCode): AutocommittedWrite | null {
  const [, receiver = '', method = ''] = REPOSITORY.exec(site.call.callee) ?? [];
  const verb = VERBS.get(method);
  if (verb === undefined || !site.call.isAwaited) return null;
  return isInjectedRepository(audited, site, receiver)
    ? { site, verb, model: receiver, library: 'typeorm' }
    : null;
}

/** True if a field is an injected TypeORM repository, which knows of no transaction. */
export function isInjectedRepository(
  { code }: AuditedCode,
  { function: index }: CallSite,
  receiver: string,
): boolean {
  const name = /^this\.(\w+)$/u.exec(receiver)?.[1];
  const file = code.facts.functions[index]?.file ?? '';
  if (name === undefined || !code.importsOf(file).some(({ source }) => /typeorm$/u.test(source))) {
    return false;
  }
  const field = code
    .variablesOf(file)
    .find((variable) => variable.name === name && variable.owner !== null);
  if (field === undefined) return REPOSITORY_NAME.test(receiver);
  const typed = new RegExp(`\\b${name}\\??\\s*:\\s*(?:Tree)?Repository<`, 'u');
  return typed.test(code.textOf(file) ?? '');
}

/** `db.insert(orders).values(…)`. */
function ofDrizzle(site: CallSite): AutocommittedWrite | null {
  const verb = VERBS.get(DRIZZLE.exec(site.call.callee)?.[1] ?? '');
  const table = /^\(\s*((?:\w+\.)?\w+)\s*\)$/u.exec(site.raw.argumentText)?.[1];
  // `await db.insert(orders)` without values inserts nothing.
  if (verb === undefined || table === undefined) return null;
  if (verb === 'create' && site.call.isAwaited) return null;
  return { site, verb, model: table, library: 'drizzle' };
}
