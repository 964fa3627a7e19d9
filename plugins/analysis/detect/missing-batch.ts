import type { CodeCall } from '../../../harness/model/program/code-analysis-results.ts';
import type {
  InterproceduralContext,
  InterproceduralMatch,
  InterproceduralRule,
} from './interprocedural-rule.ts';
import { isWaitingCall } from './transitive-io-and-write-effects-of-functions.ts';

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
