import type {
  CodeFacts,
  PoolSettings,
} from '../../../harness/model/program/code-analysis-results.ts';

const MADE =
  /^(?:new (?:[\w$]+\.)?(?:Pool|Sequelize|DataSource|PrismaClient|MongoClient|Agent)|(?:[\w$]+\.)?(?:createPool|create_engine|create_async_engine|create_pool|knex))$/u;
const SETTING =
  /\b(max|min|pool|pool_size|poolSize|max_overflow|max_connections|maxConnections|connectionLimit|maxPoolSize|minPoolSize|idleTimeoutMillis|connectionTimeoutMillis|acquireTimeout|pool_recycle|pool_pre_ping|pool_timeout|maxSockets|keepAlive|connections|min_size|max_size)\s*[:=]\s*([^,{}()\n]+)/gu;

/** Pools that the code creates, with their settings of size and lifetime (H812-11). */
export function findPoolSettings({ functions }: CodeFacts): readonly PoolSettings[] {
  return functions.flatMap(({ file, calls }) =>
    calls
      .filter(({ callee }) => MADE.test(callee))
      .map(({ callee, line, arguments: given }) => ({
        file,
        line,
        made: callee,
        settings: Object.fromEntries(
          [...given.matchAll(SETTING)].map(([, name = '', value = '']) => [name, value.trim()]),
        ),
      })),
  );
}
