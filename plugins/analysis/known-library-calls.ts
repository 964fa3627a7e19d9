import type { CallType } from '../../harness/model/program/code-analysis-results.ts';
import { isInternalHost } from '../../harness/model/scenario/allowed-remote-hosts.ts';

interface UnclassifiedCall {
  /** As it is written: `pool.query`. */
  readonly callee: string;
  /** Package or module that the callee comes from; null if unknown. */
  readonly source: string | null;
  readonly isAwaited?: boolean;
  /** Text of the arguments with brackets; in a request, its host shows whose service is called. */
  readonly argumentText?: string;
  /** Names of hosts that are of the same system, such as services of a compose file. */
  readonly internalHosts?: ReadonlySet<string>;
}

/** Classifies a call (P811-19 to P811-24) as far as its names allow. */
export function classifyCall(call: UnclassifiedCall): CallType {
  const type = call.source === null ? byName(call) : bySource(call, call.source);
  if (type !== 'I/O-Network') return type;
  const host = /^\(\s*['"`](?:https?|wss?|grpc):\/\/([^/'"`:$?]+)/u.exec(
    call.argumentText ?? '',
  )?.[1];
  const isForeign = host !== undefined && !isInternalHost(host, call.internalHosts);
  return isForeign ? 'External' : type;
}

function bySource({ callee, isAwaited = false }: UnclassifiedCall, source: string): CallType {
  const library = libraryOf(source);
  if (library === undefined) return 'Unknown';
  const isMaker = callee.startsWith('new ');
  if (isMaker) return 'Unknown';
  // `os.getenv` and `os.path` touch no file.
  if (library.type === 'I/O-File' || library.type === 'CPU') {
    return library.acts?.test(callee) === true ? library.type : 'Unknown';
  }
  return isAwaited || library.acts === undefined || library.acts.test(callee)
    ? library.type
    : 'Unknown';
}

/** A package by its name, its scope, or the first part of a path into it. */
function libraryOf(source: string): Library | undefined {
  const [first = '', second] = source.split('/');
  return (
    LIBRARIES.get(source) ??
    LIBRARIES.get(second === undefined ? first : `${first}/${second}`) ??
    LIBRARIES.get(first) ??
    LIBRARIES.get(source.split('.')[0] ?? '')
  );
}

function byName({ callee, isAwaited = false }: UnclassifiedCall): CallType {
  if (/^(?:globalThis\.)?(?:fetch|\$fetch)$/u.test(callee)) return 'I/O-Network';
  if (/^new (?:WebSocket|EventSource)$/u.test(callee)) return 'I/O-Network';
  // A receiver named cache whose call is not awaited is usually a `Map`.
  if (CACHE_RECEIVER.test(callee) && (isAwaited || /redis|memcached?/iu.test(callee)))
    return 'Cache';
  const receiver = callee.replace(/\.[\w$]+$/u, '');
  if (MODEL_METHOD.test(callee)) return 'I/O-DB';
  if (DATABASE_METHOD.test(callee) && DATABASE_RECEIVER.test(receiver)) return 'I/O-DB';
  if (/^prisma\.|\.prisma\./u.test(callee) && isAwaited) return 'I/O-DB';
  if (callee === 'open') return 'I/O-File';
  return CPU_CALL.test(callee) ? 'CPU' : 'Unknown';
}

interface Library {
  readonly type: CallType;
  /**
   * Methods that do the work; all others only build. Absent: every method does. An awaited call
   * counts too, except for files and CPU work.
   */
  readonly acts?: RegExp;
}

const SQL_ACTS =
  /(?:^|\.)(?:query|execute|exec|run|all|get|each|iterate|connect|getConnection|begin|commit|rollback|transaction|raw|many|one|oneOrNone|manyOrNone|none|any|first|fetch|fetchrow|fetchval|fetchone|fetchall|scalars?|stream|unsafe|pluck|returning|del|insert|update|select|simple|batchInsert)$/u;
const ORM_ACTS =
  /(?:^|\.)(?:find\w*|count\w*|aggregate|groupBy|create\w*|insert\w*|update\w*|upsert\w*|delete\w*|destroy|save|remove|bulk\w+|distinct|exists|increment|decrement|reload|sync|authenticate|query|transaction|replaceOne|toArray|populate|getMany\w*|getOne\w*|getRawMany|getRawOne|execute|flush|persistAndFlush|\$\w+|exec|all|first|scalars?|commit|add_all|get)$/u;
const HTTP_ACTS =
  /(?:^|\.)(?:get|post|put|patch|delete|head|options|request|fetch|stream|json|text|send|end|axios|got|ky|needle|superagent|connect|publish|sendToQueue|sendMail|send_message|urlopen|call|invoke)$|^(?:fetch|axios|got|ky|request)$/u;
const FILE_ACTS =
  /(?:^|\.)(?:read\w*|write\w*|append\w*|open\w*|stat\w*|lstat\w*|fstat\w*|access\w*|exists\w*|mkdir\w*|mkdtemp\w*|rm\w*|rmdir\w*|unlink\w*|rename\w*|copy\w*|cp\w*|move\w*|remove\w*|ensure\w*|outputFile\w*|outputJson\w*|glob\w*|watch\w*|createReadStream|createWriteStream|realpath\w*|symlink\w*|truncate\w*|utimes\w*|chmod\w*|chown\w*|emptyDir\w*|iterdir|scandir|listdir|walk|touch|is_file|is_dir)$/u;
const CACHE_ACTS =
  /(?:^|\.)(?:get\w*|set\w*|m[gs]et|del\w*|has|hget\w*|hset\w*|hm[gs]et|incr\w*|decr\w*|expire|ttl|exists|lpush|rpush|lrange|lpop|rpop|brpop|sadd|smembers|zadd|zrange\w*|publish|scan|keys|wrap|exec|eval|fetch)$/u;
const CPU_ACTS = /(?:^|\.)(?!create(?:Hash|Hmac|Cipher)|randomUUID$)\w+$/u;

const sql: Library = { type: 'I/O-DB', acts: SQL_ACTS };
const orm: Library = { type: 'I/O-DB', acts: ORM_ACTS };
const http: Library = { type: 'I/O-Network', acts: HTTP_ACTS };
const file: Library = { type: 'I/O-File', acts: FILE_ACTS };
const cache: Library = { type: 'Cache', acts: CACHE_ACTS };
const vendor: Library = { type: 'External' };
const cpu: Library = { type: 'CPU', acts: CPU_ACTS };

function all(names: string, library: Library): readonly (readonly [string, Library])[] {
  return names.split(' ').map((name) => [name, library] as const);
}

/** By the name of the package or of the module of Node.js or Python; of scopes by their beginning. */
export const LIBRARIES: ReadonlyMap<string, Library> = new Map([
  ...all(
    'pg pg-promise postgres mysql mysql2 mariadb better-sqlite3 sqlite sqlite3 node:sqlite knex',
    sql,
  ),
  ...all(
    'slonik tedious mssql oracledb kysely drizzle-orm @libsql/client @neondatabase/serverless',
    sql,
  ),
  ...all(
    '@vercel/postgres asyncpg psycopg psycopg2 pymysql aiomysql aiosqlite sqlite3 databases',
    sql,
  ),
  ...all(
    '@prisma/client typeorm @nestjs/typeorm sequelize sequelize-typescript mongoose mongodb',
    orm,
  ),
  ...all(
    '@mikro-orm/core objection bookshelf @nestjs/mongoose sqlalchemy sqlmodel tortoise peewee',
    orm,
  ),
  ...all('pymongo motor beanie django @elastic/elasticsearch cassandra-driver neo4j-driver', orm),
  ...all(
    'axios got ky node-fetch undici superagent needle request phin cross-fetch isomorphic-fetch',
    http,
  ),
  ...all(
    'node:http node:https node:http2 node:net node:tls @grpc/grpc-js grpc ws socket.io-client',
    http,
  ),
  ...all('nodemailer amqplib kafkajs bull bullmq mqtt nats stompit node:dns graphql-request', http),
  ...all(
    '@nestjs/axios @nestjs/microservices requests httpx aiohttp urllib urllib3 grpcio smtplib',
    http,
  ),
  ...all('aio_pika pika aiokafka', http),
  ...all('node:fs fs-extra graceful-fs fast-glob glob globby rimraf mkdirp chokidar tmp', file),
  ...all('tmp-promise jsonfile aiofiles pathlib shutil os tempfile', file),
  ...all(
    'redis ioredis @redis/client @upstash/redis memcached memjs keyv cache-manager lru-cache',
    cache,
  ),
  ...all(
    'node-cache quick-lru @nestjs/cache-manager flat-cache aiocache cachetools aioredis',
    cache,
  ),
  ...all(
    'stripe openai @anthropic-ai/sdk twilio @sendgrid/mail @slack/web-api @octokit/rest',
    vendor,
  ),
  ...all(
    'googleapis firebase-admin @google-cloud @aws-sdk aws-sdk @azure mailgun.js algoliasearch',
    vendor,
  ),
  ...all(
    'deepl-node plaid boto3 anthropic google.cloud resend @mailchimp @paypal @sentry/node',
    vendor,
  ),
  ...all(
    'node:crypto node:zlib bcrypt bcryptjs argon2 sharp jimp canvas jsonwebtoken jose pako',
    cpu,
  ),
  ...all(
    'marked markdown-it highlight.js pdfkit xlsx papaparse csv-parse fast-xml-parser cheerio',
    cpu,
  ),
  ...all('handlebars ejs pug ajv lodash lodash-es ramda natural hashlib re json numpy pandas', cpu),
]);

/** Receiver names that suggest a database, for receivers of unknown origin. */
const DATABASE_RECEIVER =
  /(?:^|[.!?])(?:db|database|pool|pgPool|knex|prisma|sequelize|orm|em|entityManager|tx|trx|\w*(?:Repository|Repo|Model|Dao|DAO)|\w*[cC]onn(?:ection)?|cursor)\b[\w.$!?]*$/u;
const DATABASE_METHOD =
  /\.(?:query|execute|findMany|findUnique\w*|findFirst\w*|findOne\w*|findAll|findBy\w*|findAndCount\w*|countDocuments|count|aggregate|insert\w*|update\w*|upsert|delete\w*|destroy|save|bulk\w+|\$queryRaw\w*|\$executeRaw\w*|\$transaction|fetchone|fetchall|fetch_one|fetch_all)$/u;
/** Methods that only libraries of databases have, called on a class: `User.findByPk`. */
const MODEL_METHOD =
  /^[A-Z]\w*\.(?:findAll|findByPk|findOne|findMany|findById\w*|findOneAnd\w+|findOrCreate|findAndCountAll|bulkCreate|bulkWrite|insertMany|updateMany|deleteMany|countDocuments)$/u;
const CACHE_RECEIVER =
  /(?:^|\.)(?:\w*[cC]ache|redis\w*|\w*Redis|memcached?|lru)\.(?:get\w*|set\w*|m[gs]et|del\w*|has|hget\w*|hset\w*|incr|wrap)$/u;

/** CPU-bound built-in functions. */
const CPU_CALL =
  /^(?:JSON\.(?:parse|stringify)|structuredClone|atob|btoa|Buffer\.(?:from|concat)|new RegExp|new Intl\.\w+|re\.\w+|json\.(?:loads|dumps)|sorted)$|\.(?:sort|toSorted|localeCompare|match|matchAll|replace|replaceAll|test|split|normalize)$/u;

/** Calls with side effects, or whose order matters: they are never run concurrently or left out. */
export const WRITE_CALL =
  /(?:^|\.|_)(?:insert|update|upsert|delete|del|destroy|save|remove|create|write|append|set|put|post|patch|send|publish|push|commit|rollback|begin|begin_nested|transaction|lock|unlock|acquire|release|connect|close|end|exec|execute|run|incr|decr|expire|mkdir|mkdtemp|rm|rmdir|unlink|rename|copy|cp|move|migrate|sync|flush|add|login|logout|sign|seed|truncate|drop|start|stop|init|setup|dispatch|emit|next)(?:[A-Z_]\w*|Sync|One|Many)?$/u;
