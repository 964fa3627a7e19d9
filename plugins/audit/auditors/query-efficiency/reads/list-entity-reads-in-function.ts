import type { CallSite } from '../../../../analysis/index.ts';
import {
  findCallNode,
  isPythonFunction,
  memoizePerFunction,
  splitArguments,
} from '../../../analysis/calls-and-functions.ts';
import { resolveVariable } from '../../../analysis/resolve-variable-origin-and-type.ts';
import type { AuditedCode } from '../../../rule.ts';
import {
  type EntityRead,
  expandCallChain,
  type ReadKey,
  readAssignedName,
} from './entity-loading-query.ts';
import { parsePythonRead } from './parse-python-entity-query.ts';

export const listEntityReads = memoizePerFunction((audited, index): readonly EntityRead[] => {
  const parse = isPythonFunction(audited, index) ? parsePythonRead : parseScriptRead;
  return audited.code.callsOf(index).flatMap((site) => parse(audited, site) ?? []);
});

const PRISMA =
  /(?:[pP]risma\w*|tx|trx|db)\.(\w+)\.(findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findMany)$/u;
const MODEL =
  /(?:^|\.|\bas typeof )(\w+Model|[A-Z]\w*)(?:\s*\))?(?:\.(?:unscoped|scope)\(.*\))?\.(findById|findByPk|findOne|find|findAll)$/u;
const DRIZZLE = /\.select\(\s*\)\.from$/u;
const TYPEORM = /^(.+)\.(findOne|findOneBy|findOneOrFail|findOneByOrFail|find|findBy)$/u;
/** Selected columns, or a project's own option that leaves something out. */
const NARROWED =
  /\b(?:select|omit|attributes|projection)\s*:|\.select\(\s*[^)\s]|\b(?:include|with|load)[A-Z]\w*\s*:\s*false\b/u;
/** `HEADERS.find((header) => …)` searches a list, not a model. */
const CALLBACK = /^\(\s*(?:async\s+)?(?:function\b|\w+\s*=>|\([^()]*\)\s*(?::[^=]+)?=>)/u;
const CONSTANT = /^[A-Z][A-Z\d]*_[A-Z\d_]*$/u;
const LIST = /^(?:findMany|find|findBy|findAll)$/u;
const LOCKS = /\block\s*:|FOR UPDATE/iu;
const LOADS_MORE = /\binclude\s*:|\brelations\s*:|\.populate\(|\.(?:left|inner)Join\(/u;

/** Parses a JavaScript or TypeScript call as a query that loads entities, or returns null. */
function parseScriptRead(audited: AuditedCode, site: CallSite): EntityRead | null {
  const { argumentText } = site.raw;
  const [model = '', method = ''] = readModelAndMethod(audited, site);
  const start = model === '' || CONSTANT.test(model) ? null : findCallNode(audited, site);
  if (start === null) return null;
  const node = expandCallChain(start);
  const text = node.text();
  return {
    site,
    node,
    isList: LIST.test(method) && !/\.limit\(\s*1\s*\)|\btake\s*:\s*1\b/u.test(text),
    model,
    isNarrowed: NARROWED.test(text) || isProjected(site, method),
    key: DRIZZLE.test(site.call.callee) ? readComparedKey(text) : readKey(argumentText, method),
    special: LOCKS.test(text)
      ? 'the query locks the row'
      : LOADS_MORE.test(text)
        ? 'the query loads more than the row'
        : null,
    variable: readAssignedName(node),
  };
}

function readModelAndMethod(audited: AuditedCode, site: CallSite): readonly (string | undefined)[] {
  const { callee } = site.call;
  const { argumentText } = site.raw;
  const prisma = /^\(\s*(?:\{|\))/u.test(argumentText) ? PRISMA.exec(callee) : null;
  if (prisma !== null) return prisma.slice(1);
  if (DRIZZLE.test(callee)) {
    return [/^\(\s*(?:\w+\.)?(\w+)\s*\)$/u.exec(argumentText)?.[1], 'findMany'];
  }
  if (CALLBACK.test(argumentText)) return [];
  // `private readonly parts: Repository<Part>`, whose entity is the recorded type.
  const [, holder = '', method] = TYPEORM.exec(callee) ?? [];
  const origin =
    method === undefined ? null : resolveVariable(audited, site, holder.replace(/^this\./u, ''));
  const text = audited.code.textOf(audited.code.fileOf(site.function)) ?? '';
  return origin !== null && text.includes(`${origin.name}: Repository<`)
    ? [origin.expression, method]
    : (MODEL.exec(callee) ?? []).slice(1);
}

/** `find({ … }, 'name email')`, `findOne({ … }, ['name'])`, `findById(id, { name: 1 })`. */
function isProjected({ raw }: CallSite, method: string): boolean {
  if (!/^(?:find|findOne|findById)$/u.test(method)) return false;
  const second = splitArguments(raw.argumentText)[1]?.value ?? '';
  return /^(?:['"`][^'"`]*\w|\[\s*['"`]|\{\s*\w+\s*:\s*(?:0|1|true|false)\b)/u.test(second);
}

/** Returns the key of Drizzle's `.where(eq(users.id, id))`. */
function readComparedKey(text: string): ReadKey | null {
  const [, field, value] =
    /\.where\(\s*eq\(\s*\w+\.(\w+)\s*,\s*([\w.]+)\s*\)\s*\)/u.exec(text) ?? [];
  return field === undefined || value === undefined ? null : { field, value };
}

/** Returns the key of `({ where: { id } })`, `({ id: job.id })` or `(id)`. */
function readKey(text: string, method: string): ReadKey | null {
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
