import type { CallType, CodeCall } from '../../../harness/model/program/code-analysis-results.ts';
import type {
  InterproceduralContext,
  InterproceduralMatch,
  InterproceduralRule,
} from './interprocedural-rule.ts';
import { isWaitingCall } from './transitive-io-and-write-effects-of-functions.ts';

/** Databases in the same process: a query costs no round trip. */
const IN_PROCESS = new Set(['better-sqlite3', 'node:sqlite', 'sqlite3', 'sqlite']);

/** Returns the I/O that a call in a loop waits for, itself or in its callees; null: unknown. */
function findIoWait(
  { effects, functions }: InterproceduralContext,
  call: CodeCall,
  file: string,
): { readonly type: CallType; readonly through: string | null } | null {
  if (isWaitingCall(call)) {
    return IN_PROCESS.has(call.source ?? '') ? null : { type: call.type, through: null };
  }
  const [target] = call.isGuess ? [] : call.targets;
  const below = target === undefined ? undefined : effects[target];
  const isWaitedFor = call.isAwaited || file.endsWith('.py');
  if (below === undefined || !isWaitedFor || functions[target ?? -1]?.name === '(anonymous)')
    return null;
  const order: readonly CallType[] = ['I/O-DB', 'External', 'I/O-Network', 'Cache', 'I/O-File'];
  const type = order.find((callType) => below.waits.has(callType));
  return type === undefined ? null : { type, through: below.example };
}

function findInLoops(
  context: InterproceduralContext,
  types: ReadonlySet<CallType>,
  isFine: (call: CodeCall) => boolean,
  say: (call: CodeCall, through: string) => string,
): readonly InterproceduralMatch[] {
  return context.functions.flatMap(({ calls, file }, index) =>
    calls.flatMap((call): readonly InterproceduralMatch[] => {
      if (call.loops === 0 || !call.isOverList || isFine(call)) return [];
      const wait = findIoWait(context, call, file);
      if (wait === null || !types.has(wait.type)) return [];
      const through = wait.through === null ? '' : `, through ${wait.through}`;
      const { line, endLine } = call;
      return [{ function: index, line, endLine, message: say(call, through) }];
    }),
  );
}

/** True for concurrent iterations: they take as long as one, if the other side copes. */
const isAtOnce = ({ isConcurrent, isAwaited }: CodeCall): boolean => isConcurrent || !isAwaited;

export const QUERY_IN_LOOP: InterproceduralRule = {
  id: 'query-in-loop',
  category: 'architecture',
  note: "One query per element (N+1) means one database round trip per element. Query all elements at once: WHERE … IN, a join, the ORM's include or relations, or a DataLoader.",
  find: (context) =>
    findInLoops(
      context,
      new Set(['I/O-DB']),
      () => false,
      ({ callee }, through) => `${callee} queries the database once per list element${through}.`,
    ),
};

export const REQUEST_IN_LOOP: InterproceduralRule = {
  id: 'request-in-loop',
  category: 'async_patterns',
  note: 'Each request waits for the previous one. Send several requests concurrently, up to a limit, or use a call that takes a list.',
  find: (context) =>
    findInLoops(
      context,
      new Set(['I/O-Network', 'External']),
      (call) => isAtOnce(call),
      ({ callee }, through) =>
        `${callee} calls another service for one element at a time${through}.`,
    ),
};

export const CACHE_IN_LOOP: InterproceduralRule = {
  id: 'cache-in-loop',
  category: 'architecture',
  note: 'Each key costs a cache round trip. Use MGET or a pipeline.',
  find: (context) =>
    findInLoops(
      context,
      new Set(['Cache']),
      (call) => isAtOnce(call) || /lru|node-cache|keyv/u.test(call.source ?? ''),
      ({ callee }, through) => `${callee} accesses the cache for one key at a time${through}.`,
    ),
};

export const FILE_IN_LOOP: InterproceduralRule = {
  id: 'file-in-loop',
  category: 'async_patterns',
  note: 'Each read waits for the previous one, although the disk could serve several at once. Read several files concurrently, up to a limit.',
  find: (context) =>
    findInLoops(
      context,
      new Set(['I/O-File']),
      (call) => isAtOnce(call) || !/(?:read|stat|access|readdir|open|exists)/iu.test(call.callee),
      ({ callee }, through) => `${callee} reads one file at a time${through}.`,
    ),
};

/** Batch equivalents of single-item methods, by library. */
const BATCHES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ioredis: { get: 'mget', set: 'mset or a pipeline', del: 'del with several keys', hget: 'hmget' },
  redis: { get: 'mGet', set: 'mSet or multi', del: 'del with a list', hGet: 'hmGet' },
  memcached: { get: 'getMulti' },
  '@prisma/client': {
    create: 'createMany',
    update: 'updateMany',
    delete: 'deleteMany',
    findUnique: 'findMany',
  },
  sequelize: { create: 'bulkCreate', destroy: 'destroy with a where clause', findByPk: 'findAll' },
  mongoose: { create: 'insertMany', save: 'insertMany or bulkWrite', findById: 'find with $in' },
  mongodb: { insertOne: 'insertMany', updateOne: 'bulkWrite', findOne: 'find with $in' },
  typeorm: { save: 'save with a list', insert: 'insert with a list', findOneBy: 'findBy with In' },
};

/** A loop makes a call for each element although a batch equivalent exists (P811-23, H812-09). */
export const MISSING_BATCH: InterproceduralRule = {
  id: 'missing-batch',
  category: 'architecture',
  note: 'One call with a list needs only one round trip.',
  find: (context) =>
    context.functions.flatMap(({ calls }, index) =>
      calls.flatMap((call): readonly InterproceduralMatch[] => {
        const batch = call.loops > 0 && call.isOverList ? batchFor(context, call) : null;
        if (batch === null) return [];
        const { callee, line, endLine } = call;
        const message = `${callee} is called once per element; use ${batch} instead.`;
        return [{ function: index, line, endLine, message }];
      }),
    ),
};

function batchFor({ functions, effects }: InterproceduralContext, call: CodeCall): string | null {
  const method = /\.([\w$]+)$/u.exec(call.callee)?.[1] ?? '';
  if (isWaitingCall(call)) return BATCHES[call.source ?? '']?.[method] ?? null;
  const [target] = call.targets;
  const called = target === undefined ? undefined : functions[target];
  if (called === undefined || (effects[target ?? -1]?.waits.size ?? 0) === 0) return null;
  const dot = called.name.lastIndexOf('.');
  if (dot === -1) return null;
  const sibling = functions.find(
    ({ file, name }) =>
      file === called.file &&
      name.startsWith(called.name.slice(0, dot + 1)) &&
      isBatchName(name.slice(dot + 1), called.name.slice(dot + 1)),
  );
  return sibling?.name ?? null;
}

/** True if a name is another's batch form: `batchAlign`, `alignMany`, `find_many` (`find_one`). */
export function isBatchName(name: string, single: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replaceAll('_', '');
  const stem = bare(single).replace(/(?:one|single)$/u, '');
  const rest = bare(name).replace(
    /^(?:batch|bulk|multi|many)|(?:in)?(?:batch|batches|bulk|multi|many)$/gu,
    '',
  );
  return rest !== bare(name) && (rest === stem || rest === `${stem}s`) && stem !== '';
}
