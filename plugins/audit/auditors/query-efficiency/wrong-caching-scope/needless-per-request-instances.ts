import type { SgNode } from '@ast-grep/napi';
import { type CallSite, scopeOf } from '../../../../analysis/index.ts';
import {
  createCallCandidate,
  formatFunctionName,
  isPythonFunction,
} from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { findFunctionNode } from '../../../analysis/find-syntax-node-of-function.ts';
import type { AuditSeverity } from '../../../document/audit-document.ts';
import type { AuditedCode, CallCandidate, Ruling } from '../../../rule.ts';

/** Object that is created for each request, although one for the whole process would be enough. */
export interface PerRequestInstance extends CallCandidate {
  readonly kind: Kind;
}

interface Kind {
  readonly names: RegExp;
  /** Description of the object, as part of a sentence. */
  readonly what: string;
  /** Cost of creating the object. */
  readonly cost: string;
  readonly severity: AuditSeverity;
}

const KINDS: readonly Kind[] = [
  {
    names:
      /^(?:sqlalchemy(?:\.engine)?\.create_engine|sqlalchemy\.ext\.asyncio\.create_async_engine|sqlmodel\.create_engine|databases\.Database|(?:pymongo|motor\.motor_asyncio)\.(?:Async)?(?:IOMotor|Mongo)\w*Client|AsyncIOMotorClient|redis(?:\.asyncio)?\.(?:Strict)?(?:Redis(?:\.from_url)?|ConnectionPool(?:\.from_url)?|from_url)|asyncpg\.create_pool|psycopg_pool\.(?:Async)?ConnectionPool|psycopg2\.pool\.\w+|@prisma\/client\.PrismaClient|pg\.(?:default\.)?Pool|mysql2(?:\/promise)?\.(?:default\.)?createPool|mongodb\.MongoClient|mongoose\.(?:default\.)?createConnection|ioredis\.(?:default|Redis)|redis\.createClient|typeorm\.DataSource|knex\.(?:default|knex)|sequelize(?:-typescript)?\.Sequelize)$/u,
    what: 'a database client with its own connections',
    cost: 'each request opens connections and discards them',
    severity: 'HIGH',
  },
  {
    names:
      /^(?:sentence_transformers\.(?:SentenceTransformer|CrossEncoder)|transformers\.(?:pipeline|\w+\.from_pretrained)|spacy\.load|joblib\.load|torch\.load|whisper\.load_model|faster_whisper\.WhisperModel|(?:tensorflow\.)?keras\.models\.load_model|tensorflow\.keras\.models\.load_model|onnxruntime\.InferenceSession|@xenova\/transformers\.pipeline|@huggingface\/transformers\.pipeline)$/u,
    what: 'a model',
    cost: 'each request loads the model from disk',
    severity: 'HIGH',
  },
  {
    names:
      /^(?:jinja2\.(?:Environment|sandbox\.SandboxedEnvironment)|boto3\.(?:client|resource|Session|session\.Session)|google\.cloud\.\w+\.Client|@aws-sdk\/client-[\w-]+\.\w+Client|ajv\.(?:default|Ajv)|nodemailer\.(?:default\.)?createTransport|elasticsearch\.(?:Async)?Elasticsearch|@elastic\/elasticsearch\.Client|kafka\.Kafka(?:Producer|Consumer)|kafkajs\.Kafka)$/u,
    what: 'a client or an environment that caches compiled code or connections',
    cost: 'each request creates and discards its own instance',
    severity: 'MEDIUM',
  },
];
const KEEPS = /(?:^|\.)(?:lru_cache|cache|cached|alru_cache|singleton|cached_property|memoize)$/u;
const STARTS =
  /(?:^|\.)(?:__init__|__new__|constructor|_*(?:lifespan|startup|init|setup|register|configure|bootstrap|onModuleInit|create_app|createApp)\w*)$/u;

/** Clients, pools and models that are made while a request is answered. */
export function* findPerRequestInstances(audited: AuditedCode): Generator<PerRequestInstance> {
  const { code } = audited;
  for (const [index, { file }] of code.facts.functions.entries()) {
    if (code.rawOf(index).parent === -1 || audited.reachedBy(index) !== 'request') continue;
    for (const site of code.callsOf(index)) {
      const plain = site.call.callee.replace(/^new /u, '');
      const name = code.nameOf(index, plain);
      const kind = name === null ? undefined : KINDS.find(({ names }) => names.test(name));
      if (kind !== undefined && name !== null)
        yield { ...createCallCandidate(site, name, file), kind };
    }
  }
}

export function judgePerRequestInstance(found: PerRequestInstance, audited: AuditedCode): Ruling {
  const { kind, site, name } = found;
  const exemption = exemptionOf(found, audited);
  if (exemption !== null) return { outcome: 'dismissed', reason: exemption };
  return {
    outcome: 'confirmed',
    severity: kind.severity,
    issue: `${formatFunctionName(audited, site.function)} creates ${kind.what} (${name}) while a request waits: ${kind.cost}`,
    recommendation:
      'Create the object once per process: at module level, at application startup, or in a provider that caches it',
    effort: 'S',
  };
}

function exemptionOf({ site, file }: PerRequestInstance, audited: AuditedCode): string | null {
  const { code } = audited;
  const index = site.function;
  const name = formatFunctionName(audited, index);
  const kept = code.rawOf(index).decorators.find((decorator) => KEEPS.test(decorator.name));
  if (kept !== undefined) return `${kept.name} caches the first result of ${name}`;
  if (STARTS.test(name)) return `${name} runs during setup`;
  const node = findCallNode(audited, { file, site });
  const scope = findFunctionNode(audited, index);
  if (node === null || scope === null) return 'the file can no longer be parsed';
  if (isKept(node, scope)) return 'the created object outlives the call';
  const given = requestOwn(audited, site, node);
  if (given !== null) return `the object is created from ${given}, which differs between requests`;
  return isReturned(node) ? keptByCallers(audited, index) : null;
}

/** True if the object goes to a field, entry or outer variable, or is made only if none exists. */
function isKept(node: SgNode, scope: SgNode): boolean {
  for (let at = node.parent(); at !== null && at.id() !== scope.id(); at = at.parent()) {
    const kind = String(at.kind());
    if (kind === 'augmented_assignment_expression') return true;
    if (kind === 'assignment' || kind === 'assignment_expression') {
      const left = at.field('left');
      if (left?.kind() !== 'identifier') return true;
      const name = left.text();
      if (kind === 'assignment_expression') return !isDeclaredIn(scope, name);
      return new RegExp(`\\b(?:global|nonlocal)\\s+(?:\\w+,\\s*)*${name}\\b`, 'u').test(
        scope.text(),
      );
    }
  }
  // A local variable may be stored for longer later on.
  const holder = heldIn(node);
  return holder !== null && isPutAside(scope, holder);
}

function isDeclaredIn(scope: SgNode, name: string): boolean {
  return scope
    .findAll({ rule: { kind: 'variable_declarator' } })
    .some((declarator) => declarator.field('name')?.text() === name);
}

function heldIn(node: SgNode): string | null {
  for (let at = node.parent(); at !== null; at = at.parent()) {
    const name =
      at.kind() === 'variable_declarator'
        ? at.field('name')
        : at.kind() === 'assignment'
          ? at.field('left')
          : null;
    if (name?.kind() === 'identifier') return name.text();
    if (/statement|block/u.test(String(at.kind()))) return null;
  }
  return null;
}

/** `cache.set(key, client)`, `self.client = client`, `clients[key] = client`. */
function isPutAside(scope: SgNode, name: string): boolean {
  return scope.findAll({ rule: { kind: 'identifier', regex: `^${name}$` } }).some((identifier) => {
    const above = identifier.parent();
    const target = above?.field('right')?.id() === identifier.id() ? above.field('left') : null;
    if (target != null && target.kind() !== 'identifier') return true;
    const call = /^argument/u.test(String(above?.kind())) ? above?.parent() : null;
    return /\.(?:set|put|setdefault|add|push|append)$/u.test(call?.field('function')?.text() ?? '');
  });
}

/** Returns a parameter or local variable that the created object depends on, or null. */
function requestOwn(audited: AuditedCode, site: CallSite, node: SgNode): string | null {
  const { parameters } = audited.code.rawOf(site.function);
  const scope = scopeOf(node);
  const list = node.field('arguments');
  for (const identifier of list?.findAll({ rule: { kind: 'identifier' } }) ?? []) {
    const above = identifier.parent();
    if (above?.kind() === 'keyword_argument' && above.field('name')?.id() === identifier.id())
      continue;
    if (above?.kind() === 'attribute' && above.field('attribute')?.id() === identifier.id())
      continue;
    const name = identifier.text();
    if (parameters.includes(name) || name === 'self' || isLocal(scope, name)) return name;
  }
  if (isPythonFunction(audited, site.function)) return null;
  const rule = { any: [{ kind: 'this' }, { kind: 'shorthand_property_identifier' }] };
  const own = list?.find({ rule });
  return own?.text() ?? null;
}

function isLocal(scope: SgNode, name: string): boolean {
  const isPython = scope.getRoot().root().kind() === 'module';
  const [kind, field] = isPython ? ['assignment', 'left'] : ['variable_declarator', 'name'];
  return (
    scope
      .findAll({ rule: { kind } })
      .some((declaration) => declaration.field(field)?.text().split(/\W+/u).includes(name)) ||
    (scope.field('parameters')?.text().split(/\W+/u).includes(name) ?? false)
  );
}

function isReturned(node: SgNode): boolean {
  const held = heldIn(node);
  if (held === null) {
    for (let at = node.parent(); at !== null; at = at.parent()) {
      if (
        at.kind() === 'return_statement' ||
        at.kind() === 'yield' ||
        at.kind() === 'arrow_function'
      )
        return true;
      if (/block|function/u.test(String(at.kind()))) return false;
    }
    return false;
  }
  return new RegExp(`\\b(?:return|yield)\\b[^\\n;]*\\b${held}\\b`, 'u').test(scopeOf(node).text());
}

/** Returns the caller that keeps a factory's result, so it runs only once; null: none. */
function keptByCallers(audited: AuditedCode, index: number): string | null {
  const { code } = audited;
  for (const site of code.callersOf(index)) {
    const { file = '' } = code.facts.functions[site.function] ?? {};
    if (code.rawOf(site.function).parent === -1)
      return `${file} creates the object once and keeps it`;
    const caller = formatFunctionName(audited, site.function);
    if (STARTS.test(caller)) return `${caller} creates the object once and keeps it`;
    if (code.rawOf(site.function).decorators.some((decorator) => KEEPS.test(decorator.name))) {
      return `${caller} creates the object once and keeps it`;
    }
    const node = findCallNode(audited, { file, site });
    const scope = findFunctionNode(audited, site.function);
    if (node !== null && scope !== null && isKept(node, scope))
      return `${caller} creates the object once and keeps it`;
  }
  return null;
}
