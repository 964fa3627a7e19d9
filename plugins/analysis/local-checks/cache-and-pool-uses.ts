import type {
  CacheUse,
  CodeCall,
  CodeFacts,
  PoolSettings,
} from '../../../harness/model/program/code-analysis-results.ts';
import { LIBRARIES } from '../known-library-calls.ts';

/** Options that set an expiry for one entry, or for all. */
const TIME_TO_LIVE =
  /\b(?:ttl|maxAge|max_age|stdTTL|expiresIn|expire_after|timeout|EX|PX|EXAT|PXAT|ex|px)\b\s*[:=]|['"](?:EX|PX|EXAT|PXAT)['"]/u;
const WITH_TIME = /(?:^|\.)(?:setex|setEx|psetex|pSetEx|expire|pexpire|expireAt|pExpire|touch)$/u;
const REMOVES =
  /(?:^|\.)(?:del|delete|unlink|clear|flushdb|flushDb|flushall|flushAll|flush|invalidate\w*|evict\w*|remove|reset|cache_clear|purge\w*|hdel|hDel)$/u;

/** Caches that the code calls, each with the first sign of limited lifetime (LEAD-22, LEAD-29). */
export function findCacheUses({ functions }: CodeFacts): readonly CacheUse[] {
  const calls = functions.flatMap(({ file, calls: own }) =>
    own.filter(isOfCache).map((call) => ({ file, call, name: nameOf(call) })),
  );
  return [...Map.groupBy(calls, ({ name }) => name)].map(([name, same]) => {
    // Sound: a group has a member.
    const [first] = same as [(typeof same)[number]];
    const sign = same.flatMap(({ file, call }) => {
      const how = signOf(call);
      return how === null ? [] : [{ file, line: call.line, how }];
    })[0];
    return { name, file: first.file, line: first.call.line, invalidated: sign ?? null };
  });
}

function isOfCache({ type, source, callee }: CodeCall): boolean {
  if (type === 'Cache') return true;
  if (source !== null && LIBRARIES.get(source)?.type === 'Cache') return true;
  return /(?:^|\.)\w*[cC]ache\.(?:clear|delete|set|get|has)$/u.test(callee);
}

/** Names a cache by its package if known, else by the receiver of the method. */
function nameOf({ source, callee }: CodeCall): string {
  if (source !== null) return source;
  const dot = callee.lastIndexOf('.');
  return dot === -1 ? callee : callee.slice(0, dot).replace(/^this\./u, '');
}

function signOf({ callee, arguments: given }: CodeCall): string | null {
  if (WITH_TIME.test(callee) || TIME_TO_LIVE.test(given))
    return 'the cache entries have a time to live';
  return REMOVES.test(callee) ? 'the code removes cache entries' : null;
}

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
