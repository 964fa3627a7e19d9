import type { BlockingCallPatterns } from './blocking-io-kind.ts';

const HTTP = '(?:get|post|put|patch|delete|head|options|request|send)';

/** Full names of library functions that contact a server as soon as they are called. */
const ASKS_AT_ONCE = [
  `requests\\.(?:(?:Session|session|sessions\\.Session)\\.)?${HTTP}`,
  'urllib\\.request\\.(?:urlopen|urlretrieve)',
  `httpx\\.(?:Client\\.)?(?:${HTTP}|stream)`,
  'urllib3\\.(?:request|(?:PoolManager|HTTPConnectionPool|HTTPSConnectionPool)\\.(?:request|urlopen))',
  'http\\.client\\.HTTPS?Connection\\.(?:request|getresponse)',
  'cloudscraper\\.create_scraper\\.(?:get|post)',
  'curl_cffi\\.requests\\.(?:Session\\.)?(?:get|post)',
  'pytube\\.request\\.\\w+',
  'socket\\.(?:create_connection|getaddrinfo|gethostbyname|gethostbyaddr|getfqdn)',
  'socket\\.socket\\.(?:connect|recv|recvfrom|accept|sendall)',
  'ssl\\.get_server_certificate',
  'dns\\.resolver\\.(?:resolve|query)',
  'smtplib\\.SMTP(?:_SSL)?(?:\\.(?:send_message|sendmail|login|connect|starttls))?',
  'imaplib\\.IMAP4(?:_SSL)?(?:\\.\\w+)?',
  'poplib\\.POP3(?:_SSL)?(?:\\.\\w+)?',
  'ftplib\\.FTP(?:_TLS)?(?:\\.\\w+)?',
  'paramiko\\.SSHClient\\.(?:connect|exec_command|open_sftp)',
  'feedparser\\.parse',
  'huggingface_hub\\.(?:hf_hub_download|snapshot_download|HfApi\\.\\w+)',
  'yt_dlp\\.YoutubeDL\\.(?:extract_info|download)',
  'git\\.(?:Repo|repo\\.Repo)\\.(?:clone_from|clone|commit|git\\.\\w+|remotes\\.\\w+\\.\\w+)',
  'git\\.(?:Git|cmd\\.Git)\\.\\w+',
  'ollama\\.(?:chat|generate|embed\\w*)',
  'google\\.oauth2\\.id_token\\.(?:verify_\\w+|fetch_id_token)',
  'firebase_admin\\.messaging\\.send\\w*',
  'firebase_admin\\.auth\\.(?:get_users?\\w*|create_user|update_user|delete_users?|set_custom_user_claims)',
  'jira\\.JIRA',
  'ldap3\\.Connection\\.(?:bind|search|add|modify|delete)',
  'replicate\\.run',
  'git\\.(?:Repo|repo\\.Repo)\\.(?:is_dirty|index\\.(?:add|commit|diff)|remote\\.(?:fetch|pull|push))',
  '(?:pygit2\\.clone_repository|dulwich\\.porcelain\\.(?:clone|fetch|pull|push))',
  'litellm\\.(?:completion|embedding|image_generation|transcription|rerank)',
  'paramiko\\.(?:Transport\\.connect|SSHClient\\.open_sftp\\.(?:get|put|listdir|stat|remove|open))',
  'pysftp\\.Connection',
  'fabric\\.Connection\\.(?:run|sudo|put|get)',
  'websocket\\.create_connection(?:\\.(?:send|recv))?',
  'websockets\\.sync\\.client\\.connect',
  'pycurl\\.Curl\\.perform',
  'select\\.(?:select|poll\\.poll)',
  'resend\\.Emails\\.send',
  'confluent_kafka\\.(?:Producer\\.flush|Consumer\\.(?:poll|consume))',
  'kafka\\.KafkaProducer\\.flush',
  'dns\\.resolver\\.Resolver\\.(?:resolve|query)',
];

/** Clients created once and used by methods; methods that only build something are excluded. */
const CLIENTS = [
  '(?:boto3|botocore|aioboto3)\\.(?:client|resource|Session\\.client|Session\\.resource|session\\.Session\\.client)(?!\\.(?:meta|exceptions)\\b)(?!(?:\\.\\w+)*\\.(?:generate_presigned_\\w+|get_paginator|get_waiter|Table|Bucket|Object|ObjectSummary|Queue|Topic)$)',
  'google\\.cloud\\.storage\\.(?:Blob|Bucket(?!\\.blob))',
  // Methods that only reference a remote object, or put a message in a local queue, are excluded.
  'google\\.cloud\\.\\w+\\.(?!\\w*Async)\\w*Client(?!(?:\\.\\w+)*\\.(?:bucket|batch|blob|collection|collection_group|document|where|order_by|limit|select|transaction|dataset|table|topic|publish|subscribe|pull_subscribe|\\w+_path|from_service_account_\\w+)$)',
  'google\\.genai\\.Client(?!\\.aio\\b)(?=\\.(?:models|files|caches|batches|operations)\\.)',
  'vertexai\\.generative_models\\.GenerativeModel(?=\\.(?:generate_content|count_tokens)$)',
  'pinecone\\.(?:Pinecone(?!\\.Index$)|Index)',
  'chromadb\\.(?:HttpClient|PersistentClient|CloudClient)',
  'pymilvus\\.MilvusClient',
  'voyageai\\.Client',
  'together\\.Together',
  'notion_client\\.Client(?=\\.\\w+\\.)',
  'slack_sdk\\.webhook\\.(?:client\\.)?WebhookClient(?=\\.send\\w*$)',
  'consul\\.Consul',
  'kazoo\\.client\\.KazooClient',
  'xmlrpc\\.client\\.ServerProxy',
  'zeep\\.Client(?=\\.service\\.)',
  '(?:requests_oauthlib\\.OAuth2Session|authlib\\.integrations\\.requests_client\\.OAuth2Session)(?=\\.(?:get|post|put|patch|delete|request|fetch_token|refresh_token)$)',
  'azure\\.storage\\.blob\\.\\w*Client',
  'minio\\.Minio',
  'openai\\.(?:OpenAI|AzureOpenAI)',
  'openai\\.(?:ChatCompletion|Completion|Embedding)(?=\\.create)',
  'anthropic\\.(?:Anthropic|AnthropicBedrock|AnthropicVertex)',
  'mistralai\\.Mistral(?!.*_async$)',
  'cohere\\.Client(?:V2)?',
  'groq\\.Groq',
  'ollama\\.Client',
  'google\\.generativeai\\.GenerativeModel(?=\\.generate_content$)',
  'slack_sdk\\.(?:web\\.)?WebClient',
  'twilio\\.rest\\.Client',
  'sendgrid\\.SendGridAPIClient',
  'stripe\\.\\w+(?=\\.(?:create|retrieve|list|modify|delete|cancel|search)$)',
  'github\\.Github',
  'gitlab\\.Gitlab',
  'docker\\.(?:from_env|DockerClient)',
  'kubernetes\\.client\\.\\w+Api(?=\\.(?:list|read|create|delete|patch|replace)_)',
  'elasticsearch\\.Elasticsearch',
  'opensearchpy\\.OpenSearch',
  'qdrant_client\\.QdrantClient',
  'weaviate\\.Client',
  'pika\\.BlockingConnection',
  'spotipy\\.Spotify',
  'ytmusicapi\\.YTMusic',
  'tweepy\\.(?:API|Client)',
  'praw\\.Reddit',
  'jira\\.JIRA',
  'atlassian\\.(?:Jira|Confluence|Bitbucket)',
  'hvac\\.Client',
  'meilisearch\\.Client(?!\\.index$)',
  'msal\\.\\w+ClientApplication(?=\\.acquire_token)',
  'jwt\\.PyJWKClient(?=\\.(?:get_signing_key\\w*|get_jwk_set|fetch_data)$)',
  'supabase\\.create_client(?=.*\\.execute$)',
  'googleapiclient\\.discovery\\.build(?=.*\\.execute$)',
];
/** Methods of a client that never send a request. */
const LOCAL =
  'close|__enter__|__exit__|with_options|copy|append|headers|update|add_header|with_raw_response';

/** Databases, by drivers and sessions that have no form to be awaited. */
const DATABASES = [
  '(?:psycopg2|pymysql|MySQLdb|mysql\\.connector|sqlite3|cx_Oracle|oracledb|pyodbc|snowflake\\.connector|clickhouse_driver|pymssql)\\.connect',
  '(?:psycopg2|pymysql|MySQLdb|mysql\\.connector|sqlite3|cx_Oracle|oracledb|pyodbc|snowflake\\.connector|pymssql|psycopg)\\.connect(?:\\.cursor)?\\.(?:execute|executemany|executescript|fetchone|fetchall|fetchmany|commit|rollback)',
  'sqlite3\\.(?:Connection|Cursor)\\.(?:execute|executemany|executescript|fetchone|fetchall|commit)',
  '(?:clickhouse_driver\\.Client\\.execute|clickhouse_connect\\.get_client(?:\\.(?:query\\w*|command|insert\\w*))?)',
  'psycopg\\.(?:Connection\\.)?connect',
  '(?:psycopg_pool\\.ConnectionPool\\.(?:connection|getconn)|psycopg2\\.pool\\.\\w+Pool\\.getconn)',
  'duckdb\\.(?:connect(?:\\.(?:execute|sql|query))?|sql|query|execute)',
  'cassandra\\.cluster\\.Cluster\\.connect(?:\\.execute)?',
  'neo4j\\.GraphDatabase\\.driver\\.(?:verify_connectivity|execute_query|session\\.(?:run|execute_read|execute_write))',
  'pymemcache\\.client\\.(?:base\\.)?(?:Pooled)?Client\\.(?:get|set|delete|incr|get_many|set_many)',
  'redis\\.(?:cluster\\.)?RedisCluster\\.(?!(?:pipeline|close|register_script|pubsub|lock|from_url)$)\\w+',
  'redis\\.(?:Redis|StrictRedis|from_url|client\\.Redis)(?:\\.from_url)?\\.(?!(?:pipeline|close|register_script|pubsub|lock|from_url)$)\\w+',
  'pymongo\\.(?:mongo_client\\.)?MongoClient(?:\\.\\w+)*\\.(?:find_one\\w*|insert_\\w+|update_\\w+|replace_one|delete_\\w+|aggregate|count_documents|distinct|bulk_write|create_index|list_\\w+)',
  'sqlalchemy\\.orm\\.(?:session\\.|scoping\\.)?(?:Session|sessionmaker|scoped_session)\\.(?:execute|scalars?|get|query|commit|flush|refresh|rollback|merge|bulk_\\w+|begin)',
  'sqlmodel\\.(?:orm\\.session\\.)?Session\\.(?:exec|execute|scalars?|get|query|commit|flush|refresh|rollback|merge)',
  'sqlalchemy\\.(?:engine\\.)?create_engine(?:\\.(?:connect|begin))?\\.(?:execute|scalars?|connect|begin)',
];
const DJANGO =
  'get|get_or_create|create|update_or_create|bulk_create|bulk_update|count|exists|first|last|latest|earliest|aggregate|in_bulk|delete|update';

const whole = (names: readonly string[]) => `(?:${names.join('|')})`;

/** Calls that query a server or a database and wait for the response. */
export const BLOCKING_CLIENT_CALLS: readonly BlockingCallPatterns[] = [
  {
    kind: 'network',
    packaged: new RegExp(
      `^(?:${whole(ASKS_AT_ONCE)}|${whole(CLIENTS)}(?:\\.\\w+)*\\.(?!(?:${LOCAL})$)\\w+)$`,
      'u',
    ),
    written: /(?!)/u,
  },
  {
    kind: 'database',
    packaged: new RegExp(`^${whole(DATABASES)}$`, 'u'),
    // Django managers: each of these methods issues a query; their async variants begin with `a`.
    written: new RegExp(`^(?:\\w+\\.)*[A-Z]\\w*\\.objects\\.(?:.*\\.)?(?:${DJANGO})$`, 'su'),
  },
];
