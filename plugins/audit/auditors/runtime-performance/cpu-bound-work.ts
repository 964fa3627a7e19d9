import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, around, loopBound, scopeOf, valueAt } from '../../../analysis/index.ts';
import type { CallNamePatterns } from '../../analysis/calls-and-functions.ts';
import {
  findSyntaxCandidates,
  type SyntaxCandidate,
  type SyntaxSearch,
  truncateNodeText,
} from '../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import type { AuditedCode } from '../../rule.ts';
import { isOnEventLoop } from './blocking-work.ts';

const NONE = /(?!)/u;

/** Full names of library calls that process a whole document, image or table. */
const PYTHON_LIBRARIES = [
  'PIL\\.Image\\.open(?:\\.(?:resize|thumbnail|convert|save|rotate|crop|load|filter))?',
  'cv2\\.(?:imread|imwrite|resize|imdecode|imencode|cvtColor)',
  'bcrypt\\.(?:hashpw|checkpw|kdf)',
  'passlib\\.(?:context\\.CryptContext|hash\\.\\w+)\\.(?:hash|verify|verify_and_update)',
  'argon2\\.PasswordHasher\\.(?:hash|verify)',
  'lxml\\.(?:etree|html)\\.(?:parse|fromstring|HTML|XML)',
  'bs4\\.BeautifulSoup',
  'trafilatura\\.extract',
  'pandas\\.read_\\w+',
  'openpyxl\\.load_workbook',
  '(?:pypdf|PyPDF2)\\.PdfReader',
  '(?:gzip|zlib|bz2|lzma)\\.(?:compress|decompress)',
];

/** R653-16: CPU-bound calls in Python. */
export const PYTHON_HEAVY_CALLS: CallNamePatterns = {
  packaged: new RegExp(`^(?:json\\.loads?|hashlib\\.\\w+|${PYTHON_LIBRARIES.join('|')})$`, 'u'),
  written: NONE,
};

/** CPU-bound Node.js calls that block the event loop although non-blocking alternatives exist. */
export const NODE_HEAVY_CALLS: CallNamePatterns = {
  packaged:
    /^(?:node:crypto\.(?:default\.)?(?:pbkdf2|scrypt|hkdf|generateKeyPair|generatePrime|checkPrime)Sync|(?:bcrypt|bcryptjs|@node-rs\/bcrypt)\.(?:default\.)?(?:hash|compare|verify)Sync|node:zlib\.(?:default\.)?\w+Sync)$/u,
  written: NONE,
};

/** Certainty that work takes long. */
export type CpuCost =
  | { readonly type: 'heavy' }
  | { readonly type: 'unknown'; readonly what: string }
  | { readonly type: 'light'; readonly reason: string };

export const HEAVY: CpuCost = { type: 'heavy' };
const LARGE_NAME = /data|content|body|file|chunk/iu;
const SHORT_TEXT = /\.encode\(|^[bf]?['"]/u;
/** Key derivation is slow on purpose, whatever its input. */
const SLOW_HASH = /^hashlib\.(?:pbkdf2_hmac|scrypt|file_digest)$/u;
/** Bodies of requests and responses, and contents of files, whose size is unknown. */
const EXTERNAL_DATA =
  /\.(?:read|read_text|read_bytes|body|text|content|aread)(?:\(\))?$|\bopen\(|\.body\b/u;

/** Rates a call. The cost of parsing and of fast hashes depends on their input. */
export function classifyCallCost(name: string, call: SgNode): CpuCost {
  const [first] = argumentsOf(call);
  const text = first === undefined ? '' : truncateNodeText(first);
  if (/^json\.loads?$/u.test(name)) {
    const value = first?.kind() === 'identifier' ? valueAt(first, text, 'python') : first;
    const origin = value == null ? '' : truncateNodeText(value);
    return name === 'json.load' || EXTERNAL_DATA.test(origin)
      ? { type: 'unknown', what: `how large ${text} can get` }
      : { type: 'light', reason: 'the parsed text is neither a file nor a request body' };
  }
  if (!name.startsWith('hashlib.') || SLOW_HASH.test(name)) return HEAVY;
  if (text === '' || SHORT_TEXT.test(text)) {
    return { type: 'light', reason: 'the hashed text is short' };
  }
  return LARGE_NAME.test(text) ? HEAVY : { type: 'unknown', what: `how large ${text} can get` };
}

interface NestedLoops extends SyntaxCandidate {
  readonly inner: SgNode;
}

const LOOPS = /^(?:for|for_in|while|do)_statement$/u;

/** Outermost loops that contain another loop and never wait. */
export const NESTED_LOOP_SEARCHES: readonly SyntaxSearch[] = [
  {
    id: 'nested-loops-in-python',
    language: 'python',
    mentions: /\basync def\b/u,
    rule: { kind: 'for_statement', has: { kind: 'for_statement', stopBy: 'end' } },
    isMeant: isOutermost,
  },
  {
    id: 'nested-loops-in-script',
    language: 'script',
    mentions: /\bfor\s*\([\s\S]*\bfor\s*\(/u,
    rule: { kind: 'for_in_statement', has: { kind: 'for_in_statement', stopBy: 'end' } },
    isMeant: isOutermost,
  },
];

function isOutermost(node: SgNode): boolean {
  const isNested = [...around(node)].some((outer) => LOOPS.test(String(outer.kind())));
  return !isNested && !/\bawait\b|\basync for\b|\byield\b/u.test(node.text());
}

/** R653-17: yields nested loops without an await in code that blocks the event loop. */
export function* findNestedLoops(audited: AuditedCode): Generator<NestedLoops> {
  for (const search of NESTED_LOOP_SEARCHES) {
    for (const found of findSyntaxCandidates(audited, search)) {
      const { node, index } = found;
      const inner = isOnEventLoop(audited, index, node) ? innerLoopOf(node) : null;
      if (inner !== null) yield { ...found, inner };
    }
  }
}

/** Returns the first heavy inner loop in the same function, else the first; null: none. */
function innerLoopOf(node: SgNode): SgNode | null {
  const scope = scopeOf(node).id();
  const loops = node.field('body')?.findAll({ rule: { kind: String(node.kind()) } }) ?? [];
  const own = loops.filter((inner) => scopeOf(inner).id() === scope);
  return own.find((inner) => classifyLoopCost({ node, inner }).type === 'heavy') ?? own[0] ?? null;
}

/** Number of iterations of one loop up to which nested loops end before they delay anybody. */
const FEW_ITERATIONS = 20;

export function classifyLoopCost({ node, inner }: Pick<NestedLoops, 'node' | 'inner'>): CpuCost {
  const least = Math.min(...[node, inner].map((loop) => mostOf(loop)));
  if (least < FEW_ITERATIONS) {
    return { type: 'light', reason: `one of the two loops has at most ${least} iterations` };
  }
  const over = inner.field('right')?.text() ?? '';
  const isPart = namesBoundIn(node).some((name) =>
    new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'u').test(over),
  );
  return isPart
    ? {
        type: 'light',
        reason: 'the nested loops visit each nested element only once, as a single flat loop would',
      }
    : HEAVY;
}

function mostOf(loop: SgNode): number {
  const body = loop.field('body');
  return (body === null ? null : loopBound(body)?.most) ?? Number.POSITIVE_INFINITY;
}

function namesBoundIn(loop: SgNode): readonly string[] {
  const elements =
    loop
      .field('left')
      ?.text()
      .match(/[\w$]+/gu) ?? [];
  const body = loop.field('body')?.text() ?? '';
  const assigned = body.matchAll(/([\w$]+)\s*(?::[^=\n]+)?=(?!=)/gu);
  return [...elements, ...[...assigned].map(([, name = '']) => name)];
}

export function formatLoops({ node, inner }: NestedLoops): string {
  const [outer, nested] = [node, inner].map((loop) => {
    const over = loop.field('right');
    return over === null ? '' : truncateNodeText(over, 30);
  });
  return `${nested} for each element of ${outer}`;
}
