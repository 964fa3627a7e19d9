import type { CodeCall } from '../../../harness/model/program/code-analysis-results.ts';
import type {
  InterproceduralContext,
  InterproceduralMatch,
  InterproceduralRule,
} from './interprocedural-rule.ts';

/** Calls that create a client or pool: it holds connections, should live as long as the process. */
const CLIENT_MAKER =
  /^(?:new (?:[\w$]+\.)?(?:Pool|PrismaClient|Sequelize|DataSource|MongoClient|Redis|IORedis|Memcached|Kafka|\w+Client)|(?:[\w$]+\.)?(?:createPool|createConnection|createClient|create_engine|create_async_engine|create_pool))$/u;
const CLIENT_SOURCES =
  /^(?:pg|mysql2?|mariadb|@prisma\/client|sequelize|typeorm|mongodb|mongoose|i?oredis|redis|memcached|kafkajs|@aws-sdk\/.*|sqlalchemy.*|asyncpg|httpx|knex)(?:\/|$)/u;
/** Synchronous calls that block the thread, and the modules that have them. */
const SYNC_CALL = /(?:^|\.)\w+Sync$/u;
const SYNC_SOURCES =
  /^(?:node:(?:fs|child_process|crypto|zlib)|fs-extra|graceful-fs|bcrypt|bcryptjs)(?:\/|$)/u;
/** Synchronous calls so cheap that they matter only while a request is served. */
const CHEAP = /(?:^|\.)(?:exists|stat|lstat|access)Sync$/u;
const LISTEN =
  /^((?:process|server|io|bus|\w*[eE]mitter|\w*[eE]vents|pubsub|subscriber|\w*[qQ]ueue))\.(?:on|addListener|subscribe)$/u;

export const SYNC_IN_ASYNC: InterproceduralRule = {
  id: 'sync-in-async',
  category: 'async_patterns',
  note: 'The process can do nothing else during the call. Use the variant that returns a promise.',
  find: (context) =>
    each(context, (call, index) => {
      if (!SYNC_CALL.test(call.callee) || !SYNC_SOURCES.test(call.source ?? '')) return null;
      if (context.perRequest.has(index)) {
        return `${call.callee} blocks the thread while a request is being handled.`;
      }
      const isAsync = context.functions[index]?.isAsync === true && !CHEAP.test(call.callee);
      return isAsync ? `${call.callee} blocks the thread inside an async function.` : null;
    }),
};

export const CLIENT_PER_REQUEST: InterproceduralRule = {
  id: 'client-per-request',
  category: 'connection_management',
  note: 'Each request opens new connections, which stay open unless they are closed. Create the client once at startup.',
  find: (context) =>
    each(context, (call, index) => {
      if (!context.perRequest.has(index) || !CLIENT_MAKER.test(call.callee)) return null;
      if (!CLIENT_SOURCES.test(call.source ?? '')) return null;
      const file = context.functions[index]?.file ?? '';
      // Created on first use and stored in a variable of the module.
      const isKept = context
        .variablesOf(file)
        .some(({ line, scope, name }) => scope === -1 && line === call.line && name !== '');
      return isKept ? null : `${call.callee} is created for every request.`;
    }),
};

export const POOL_WITHOUT_LIMIT: InterproceduralRule = {
  id: 'pool-without-limit',
  category: 'configuration',
  note: 'The default is 10 connections, regardless of what the server needs. Set the maximum (max, connectionLimit) and a connection timeout.',
  find: (context) =>
    each(context, ({ callee, source, arguments: given }) => {
      const isPool = /^(?:new (?:[\w$]+\.)?Pool|(?:[\w$]+\.)?createPool)$/u.test(callee);
      if (!isPool || !/^(?:pg|mysql2?|mariadb)(?:\/|$)/u.test(source ?? '')) return null;
      const isOpen =
        /\bmax\b|connectionLimit|\.\.\.|[cC]onfig|[oO]ptions|[sS]ettings|^\(\s*\w+\s*\)$/u.test(
          given,
        );
      return isOpen ? null : `${callee} sets no connection limit.`;
    }),
};

export const LISTENER_PER_REQUEST: InterproceduralRule = {
  id: 'listener-per-request',
  category: 'resource_lifecycle',
  note: 'Every request adds a listener that is never removed, so memory and the cost of each event grow for the lifetime of the process. Add the listener once, or remove it after the response.',
  find: (context) =>
    each(context, (call, index) => {
      const on = LISTEN.exec(call.callee)?.[1];
      if (on === undefined || !context.perRequest.has(index)) return null;
      const isRemoved = context.functions[index]?.calls.some(({ callee }) =>
        /\.(?:off|removeListener|removeAllListeners|unsubscribe)$/u.test(callee),
      );
      return isRemoved === true ? null : `A listener is added to ${on} for every request.`;
    }),
};

export const TIMER_PER_REQUEST: InterproceduralRule = {
  id: 'timer-per-request',
  category: 'resource_lifecycle',
  note: 'Every request leaves behind a timer that never stops. Start the timer once, or clear it.',
  find: (context) =>
    each(context, (call, index) => {
      if (call.callee !== 'setInterval' || !context.perRequest.has(index)) return null;
      const own = context.functions[index];
      const nested = context.functions.filter(
        ({ file, line, endLine }) =>
          own !== undefined && file === own.file && line >= own.line && endLine <= own.endLine,
      );
      const isCleared = nested.some(({ calls }) =>
        calls.some(({ callee }) => callee === 'clearInterval'),
      );
      return isCleared ? null : 'setInterval is called for every request and never cleared.';
    }),
};

/** Returns a match for each call for which `say` has a message. */
function each(
  { functions }: InterproceduralContext,
  say: (call: CodeCall, index: number) => string | null,
): readonly InterproceduralMatch[] {
  return functions.flatMap(({ calls }, index) =>
    calls.flatMap((call): readonly InterproceduralMatch[] => {
      const message = say(call, index);
      const { line, endLine } = call;
      return message === null ? [] : [{ function: index, line, endLine, message }];
    }),
  );
}
