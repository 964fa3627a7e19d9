import type { CallSite } from '../../../../analysis/index.ts';
import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findModels } from '../../../analysis/models/find-models.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Statement of a client that commits each statement separately unless a transaction is open. */
export interface AutocommittedWrite {
  readonly site: CallSite;
  readonly verb: 'create' | 'delete';
  /** Model named in the call: Prisma `user`, Django `User`. */
  readonly model: string;
  /** Row that the write stores, as a variable: `order` of `order.save()`. */
  readonly row: string | null;
  /** True for many rows in one call. */
  readonly isOfMany: boolean;
}

const PRISMA =
  /(?:^|\.)(?:prisma|prismaService|prismaClient|db)\.(\w+)\.(create|createMany|delete|deleteMany)$/u;
const DJANGO_CREATE = /(?:^|\.)([A-Z]\w+)\.objects\.a?(create|bulk_create)$/u;
const DJANGO_DELETE = /(?:^|\.)([A-Z]\w+)\.objects\.(?:filter|all|exclude)\(.*\)\.a?delete$/su;
const DJANGO_SAVE = /^(\w+)\.a?save$/u;

/** Returns the separately committed writes of a function, in text order. */
export function findAutocommittedWrites(
  audited: AuditedCode,
  index: number,
): readonly AutocommittedWrite[] {
  const parse = isPythonFunction(audited, index) ? parseDjangoWrite : parsePrismaWrite;
  return audited.code
    .callsOf(index)
    .flatMap((site) => parse(site, audited) ?? [])
    .sort((a, b) => a.site.raw.start - b.site.raw.start);
}

function parseDjangoWrite(site: CallSite, audited: AuditedCode): AutocommittedWrite | null {
  const { callee } = site.call;
  const [, created, method] = DJANGO_CREATE.exec(callee) ?? [];
  if (created !== undefined) {
    const isOfMany = method === 'bulk_create';
    return { site, verb: 'create', model: created, row: assignedRow(site, audited), isOfMany };
  }
  const deleted = DJANGO_DELETE.exec(callee)?.[1];
  if (deleted !== undefined) {
    return { site, verb: 'delete', model: deleted, row: null, isOfMany: true };
  }
  const row = DJANGO_SAVE.exec(callee)?.[1];
  const variable = row === undefined ? null : resolveVariable(audited, site, row);
  const model = /(?:^|\.)([A-Z]\w*)$/u.exec(variable?.of ?? '')?.[1];
  // A queried row exists already, so storing it again creates nothing that other rows depend on.
  if (row === undefined || variable?.how !== 'call' || model === undefined) return null;
  return findModels(audited).has(model)
    ? { site, verb: 'create', model, row, isOfMany: false }
    : null;
}

/** Parses a write through a Prisma client; one passed as an argument may be a transaction. */
function parsePrismaWrite(site: CallSite, audited: AuditedCode): AutocommittedWrite | null {
  const { callee, isAwaited } = site.call;
  const [, model = '', method] = PRISMA.exec(callee) ?? [];
  // A call without `await` goes to a call that sends a whole list: `prisma.$transaction([…])`.
  if (method === undefined || !isAwaited) return null;
  const { parameters } = audited.code.rawOf(site.function);
  if (parameters.includes(/^\w+/u.exec(callee)?.[0] ?? '')) return null;
  const verb = method.startsWith('delete') ? 'delete' : 'create';
  return { site, verb, model, row: assignedRow(site, audited), isOfMany: method.endsWith('Many') };
}

/** Returns the variable that receives the row: `order = Order.objects.create()`. */
function assignedRow(site: CallSite, { code }: AuditedCode): string | null {
  const { callee, line } = site.call;
  const variable = code
    .variablesOf(code.facts.functions[site.function]?.file ?? '')
    .find((candidate) => candidate.of === callee && candidate.line === line);
  return variable?.name ?? site.raw.place?.names[0] ?? null;
}
