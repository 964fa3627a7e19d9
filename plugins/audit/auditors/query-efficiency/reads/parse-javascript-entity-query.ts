import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type CallSite } from '../../../../analysis/index.ts';
import { resolveMongooseModel } from '../../../analysis/models/mongoose-model.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import { splitArguments } from '../../../analysis/split-call-arguments.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { EntityRead, ReadKey } from './entity-loading-query.ts';
import { expandCallChain, readAssignedName } from './expand-query-call-chain.ts';

const PRISMA = /\.(\w+)\.(findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findMany)$/u;
const REPOSITORY =
  /^(.*(?:Repository|Repo|repository|repo))\.(findOne|findOneBy|findOneOrFail|findOneByOrFail|findById|find|findBy)$/u;
/** `connection.getRepository(ctx, Order).findOne(…)` */
const GOTTEN =
  /getRepository\((?:[^()]*?,\s*)?([A-Z]\w*)\)\.(findOne|findOneBy|findOneOrFail|findOneByOrFail|find|findBy)$/u;
const TYPED = /^(.+)\.(findOne|findOneBy|findOneOrFail|findOneByOrFail|findById|find|findBy)$/u;
const MODEL =
  /(?:^|\.|\bas typeof )(\w+Model|[A-Z]\w*)(?:\s*\))?(?:\.(?:unscoped|scope)\(.*\))?\.(findById|findByPk|findOne|find|findAll)$/u;
/** Custom option of the project that leaves something out: `{ includeContent: false }`. */
const LEFT_OUT = /\b(?:include|with|load)[A-Z]\w*\s*:\s*false\b/u;
const DRIZZLE = /\.select\(\s*\)\.from$/u;
const FUNCTION = /^\(\s*(?:async\s+)?(?:function\b|\w+\s*=>|\([^()]*\)\s*(?::[^=]+)?=>)/u;
const LIST = /^(?:findMany|find|findBy|findAll)$/u;
const SPECIAL: readonly (readonly [RegExp, string])[] = [
  [/\block\s*:|FOR UPDATE|\.for\(\s*['"`]update/iu, 'the query locks the row'],
  [
    /\binclude\s*:|\brelations\s*:|\.populate\(|\.(?:left|inner)Join\(/u,
    'the query loads more than the row',
  ],
];

interface Shape {
  readonly model: string;
  readonly method: string;
}

/** Parses a JavaScript or TypeScript call as a query that loads entities, or returns null. */
export function parseScriptRead(
  audited: AuditedCode,
  site: CallSite,
  nodeAt: () => SgNode | null,
): EntityRead | null {
  const shape = shapeOf(audited, site);
  const start = shape === null ? null : nodeAt();
  if (shape === null || start === null) return null;
  const node = expandCallChain(start);
  const text = node.text();
  const isList = LIST.test(shape.method) && !/\.limit\(\s*1\s*\)|\btake\s*:\s*1\b/u.test(text);
  return {
    site,
    node,
    isList,
    model: shape.model,
    isNarrowed:
      /\b(?:select|omit|attributes|projection)\s*:|\.select\(\s*[^)\s]/u.test(text) ||
      LEFT_OUT.test(text) ||
      isProjected(site, shape.method),
    key: DRIZZLE.test(site.call.callee)
      ? equalOf(node)
      : keyOf(site.raw.argumentText, shape.method),
    special: SPECIAL.find(([pattern]) => pattern.test(text))?.[1] ?? null,
    variable: readAssignedName(node),
  };
}

function shapeOf(audited: AuditedCode, site: CallSite): Shape | null {
  const { callee } = site.call;
  const text = site.raw.argumentText;
  const [, delegate, prisma] = PRISMA.exec(callee) ?? [];
  const isClient = /(?:[pP]risma\w*|tx|trx|db)\.\w+\.find\w+$/u.test(callee);
  if (delegate !== undefined && prisma !== undefined && isClient && /^\(\s*(?:\{|\))/u.test(text)) {
    return { model: delegate, method: prisma };
  }
  if (DRIZZLE.test(callee)) {
    const table = /^\(\s*(?:\w+\.)?(\w+)\s*\)$/u.exec(text)?.[1];
    return table === undefined ? null : { model: table, method: 'findMany' };
  }
  const [, entity, ofEntity] = GOTTEN.exec(callee) ?? [];
  if (entity !== undefined && ofEntity !== undefined) return { model: entity, method: ofEntity };
  const [, holder = '', method = ''] = TYPED.exec(callee) ?? [];
  if (method !== '') {
    const held = resolveVariable(audited, site, holder.replace(/^this\./u, ''));
    const file = audited.code.textOf(audited.code.facts.functions[site.function]?.file ?? '') ?? '';
    const isTyped =
      held !== null && new RegExp(`\\b${held.name}\\??\\s*:\\s*\\w*Repository<`, 'u').test(file);
    if (isTyped) return { model: held.of, method };
    const named = REPOSITORY.exec(callee)?.[1];
    if (named !== undefined) {
      return { model: named.replace(/^.*\./u, '').replace(/(?:Repository|Repo)$/iu, ''), method };
    }
  }
  const documents = method === '' ? null : resolveMongooseModel(audited, site, holder);
  if (documents !== null && !FUNCTION.test(text)) return { model: documents, method };
  const [, model, find] = MODEL.exec(callee) ?? [];
  // `HEADERS.find((one) => …)` searches a constant list, not a model.
  if (FUNCTION.test(text) || /^[A-Z][A-Z\d]*_[A-Z\d_]*$/u.test(model ?? '')) return null;
  return model === undefined || find === undefined ? null : { model, method: find };
}

/** `find({ … }, 'name email')`, `findOne({ … }, ['name'])`, `findById(id, { name: 1 })` of documents. */
function isProjected({ raw }: CallSite, method: string): boolean {
  if (!/^(?:find|findOne|findById)$/u.test(method)) return false;
  const second = splitArguments(raw.argumentText)[1]?.value ?? '';
  return /^(?:['"`][^'"`]*\w|\[\s*['"`]|\{\s*\w+\s*:\s*(?:0|1|true|false)\b)/u.test(second);
}

/** Returns the key of Drizzle's `.where(eq(users.id, id))`. */
function equalOf(chain: SgNode): ReadKey | null {
  const where = { field: 'function', regex: '\\.where$' };
  const call = chain.find({ rule: { kind: 'call_expression', has: where } });
  const [condition] = call === null ? [] : argumentsOf(call);
  if (condition?.field('function')?.text() !== 'eq') return null;
  const [column, value] = argumentsOf(condition);
  const field = column?.field('property')?.text();
  return field === undefined || value === undefined ? null : { field, value: value.text() };
}

/** Returns the key of `({ where: { id } })`, `({ id: job.id })` or `(id)`. */
function keyOf(text: string, method: string): ReadKey | null {
  if (/^findBy(?:Id|Pk)$/u.test(method)) {
    const value = /^\(\s*([\w.]+)\s*[,)]/u.exec(text)?.[1];
    return value === undefined ? null : { field: 'id', value };
  }
  const [, field, value] =
    /^\(\s*(?:\{\s*where\s*:\s*)?\{\s*(\w+)\s*(?::\s*([\w.]+)\s*)?,?\s*\}/u.exec(text) ?? [];
  return field === undefined
    ? null
    : { field: field === '_id' ? 'id' : field, value: value ?? field };
}
