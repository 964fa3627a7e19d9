import type { CallNamePatterns } from '../../analysis/calls-and-functions.ts';

export type BlockingKind = 'network' | 'database' | 'subprocess' | 'file';

interface BlockingCallPatterns extends CallNamePatterns {
  readonly kind: BlockingKind;
}

const NONE = /(?!)/u;

/** Full names of library functions that contact a server as soon as they are called. */
const REQUESTS = [
  '(?:requests|httpx)\\.(?:(?:Session|session|sessions\\.Session|Client)\\.)?(?:get|post|put|patch|delete|head|options|request|send|stream)',
  'urllib\\.request\\.(?:urlopen|urlretrieve)',
  'urllib3\\.(?:PoolManager\\.)?(?:request|urlopen)',
  'socket\\.(?:create_connection|getaddrinfo|gethostbyname|gethostbyaddr|getfqdn)',
  'smtplib\\.SMTP(?:_SSL)?(?:\\.(?:send_message|sendmail|login|connect|starttls))?',
  'paramiko\\.SSHClient\\.(?:connect|exec_command|open_sftp)',
  'git\\.Repo\\.(?:clone_from|clone|commit|is_dirty|git\\.\\w+|remotes\\.\\w+\\.\\w+|remote\\.(?:fetch|pull|push))',
  'litellm\\.(?:completion|embedding)',
];

/** Clients created once and used by methods; methods that only build something are excluded. */
const CLIENTS = [
  'boto3\\.(?:client|resource|Session\\.client|Session\\.resource)(?!\\.(?:meta|exceptions)\\b)(?!(?:\\.\\w+)*\\.(?:generate_presigned_\\w+|get_paginator|get_waiter|Table|Bucket|Object|Queue|Topic)$)',
  'openai\\.(?:OpenAI|AzureOpenAI)',
  'anthropic\\.Anthropic',
  'google\\.genai\\.Client(?!\\.aio\\b)(?=\\.models\\.)',
  'azure\\.storage\\.blob\\.\\w*Client',
  'minio\\.Minio',
  'slack_sdk\\.(?:web\\.)?WebClient',
  'twilio\\.rest\\.Client',
  'stripe\\.\\w+(?=\\.(?:create|retrieve|list|modify|delete|cancel|search)$)',
  'github\\.Github',
  'docker\\.(?:from_env|DockerClient)',
  'elasticsearch\\.Elasticsearch',
];
/** Methods of a client that never send a request. */
const LOCAL = 'close|__enter__|__exit__|with_options|copy|headers|update|with_raw_response';

/** Databases, by drivers and sessions that have no form to be awaited. */
const DATABASES = [
  '(?:psycopg2?|pymysql|MySQLdb|mysql\\.connector|sqlite3|duckdb)\\.connect(?:(?:\\.cursor)?\\.(?:execute|executemany|fetchone|fetchall|commit|rollback))?',
  'redis\\.(?:Redis|StrictRedis|from_url)(?:\\.from_url)?\\.(?!(?:pipeline|close|register_script|pubsub|lock|from_url)$)\\w+',
  'pymongo\\.MongoClient(?:\\.\\w+)*\\.(?:find_one\\w*|insert_\\w+|update_\\w+|replace_one|delete_\\w+|aggregate|count_documents|distinct|bulk_write)',
  '(?:sqlalchemy\\.orm|sqlmodel)\\.(?:(?:session|scoping)\\.)?(?:Session|sessionmaker|scoped_session)\\.(?:exec|execute|scalars?|get|query|commit|flush|refresh|rollback|merge|bulk_\\w+|begin)',
  'sqlalchemy\\.(?:engine\\.)?create_engine(?:\\.(?:connect|begin))?\\.(?:execute|scalars?|connect|begin)',
];
const DJANGO =
  'get|get_or_create|create|update_or_create|bulk_create|bulk_update|count|exists|first|last|latest|earliest|aggregate|in_bulk|delete|update';

/** R653-03 to R653-05, and calls doing the same under another name, most severe first. */
export const PYTHON_BLOCKING_CALLS: readonly BlockingCallPatterns[] = [
  {
    kind: 'network',
    packaged: new RegExp(
      `^(?:${REQUESTS.join('|')}|(?:${CLIENTS.join('|')})(?:\\.\\w+)*\\.(?!(?:${LOCAL})$)\\w+)$`,
      'u',
    ),
    written: NONE,
  },
  {
    kind: 'database',
    packaged: new RegExp(`^(?:${DATABASES.join('|')})$`, 'u'),
    // Django managers: each of these methods issues a query; their async variants begin with `a`.
    written: new RegExp(`^(?:\\w+\\.)*[A-Z]\\w*\\.objects\\.(?:.*\\.)?(?:${DJANGO})$`, 'su'),
  },
  {
    kind: 'subprocess',
    packaged:
      /^(?:subprocess\.(?:run|call|check_call|check_output|getoutput|getstatusoutput)|subprocess\.Popen\.(?:wait|communicate)|os\.(?:system|popen|waitpid|wait))$/u,
    written: NONE,
  },
  {
    kind: 'file',
    packaged:
      /^(?:(?:io|gzip|codecs|tarfile)\.open|pathlib\.Path\.open|shutil\.(?:copy|copy2|copyfile|copyfileobj|move|copytree|rmtree|make_archive|unpack_archive)|os\.walk|glob\.i?glob|zipfile\.ZipFile\.(?:extractall|extract|read|write|writestr)|(?:numpy|joblib|torch)\.(?:load|save|dump))$/u,
    written: /^open$|^(?!(?:anyio|aiopath|aiofiles|trio)\.).*\.(?:read|write)_(?:bytes|text)$/su,
  },
];

/** Archives, images and other objects also have a method so named, so the arguments decide. */
export const OPEN_METHOD_CALLS: CallNamePatterns = { packaged: NONE, written: /^[\w.]+\.open$/u };

/** R653-06. Calls only reading metadata (`existsSync`) take microseconds and are excluded. */
export const NODE_BLOCKING_CALLS: readonly BlockingCallPatterns[] = [
  {
    kind: 'subprocess',
    packaged:
      /^(?:node:child_process\.(?:default\.)?(?:exec|execFile|spawn)Sync|execa\.execaSync|cross-spawn\.(?:default\.)?sync)$/u,
    written: NONE,
  },
  {
    kind: 'file',
    packaged:
      /^(?:node:fs|fs-extra|graceful-fs)\.(?:default\.)?(?:(?:read|write|append|copy)File|readdir|rm|cp|copy|move|remove|emptyDir|outputFile|readJson|writeJson|outputJson|read|write|truncate)Sync$|^(?:glob|globby|fast-glob|rimraf)\.(?:default\.)?(?:globSync|globbySync|rimrafSync|sync)$/u,
    written: NONE,
  },
];
