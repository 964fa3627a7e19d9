import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, isFunction, type Language, valueAt } from '../../../../analysis/index.ts';
import { truncateNodeText } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';

/** Full names of calls that are fast for short texts. */
const BY_SIZE = /^(?:markdown|bleach|tiktoken|xmltodict|jsdom|cheerio)\./u;

/** Certainty that a call takes long. */
export type CallCost =
  | { readonly type: 'heavy' }
  | { readonly type: 'unknown'; readonly what: string }
  | { readonly type: 'light'; readonly reason: string };

const LARGE_NAME = /data|content|body|payload|file|chunk|buffer|bytes|blob|image|raw/iu;
const SHORT_TEXT = /\.encode\(|^b?['"]|^f['"]|(?:key|token|name|email|url|id|secret|password)$/iu;
/** Key derivation is slow on purpose, whatever its input. */
const SLOW_HASH = /^hashlib\.(?:pbkdf2_hmac|scrypt|file_digest)$/u;

export function classifyCallCost(name: string, call: SgNode, language: Language): CallCost {
  const [first] = argumentsOf(call);
  if (/^(?:json\.loads?|JSON\.parse)$/u.test(name)) {
    if (first !== undefined && name === 'JSON.parse') {
      const why = whyAsItIs(first);
      if (why !== null) return { type: 'light', reason: why };
    }
    const origin = first === undefined ? null : outsideOf(first, language);
    if (isInHandler(call)) {
      return { type: 'light', reason: 'error details are short' };
    }
    if (origin === null && name !== 'json.load') {
      return { type: 'light', reason: 'the parsed text is neither a file nor a request body' };
    }
    return { type: 'unknown', what: `how large ${origin ?? first?.text() ?? 'the file'} can get` };
  }
  if (BY_SIZE.test(name)) return bySize(first, language);
  if (!name.startsWith('hashlib.') || SLOW_HASH.test(name)) return { type: 'heavy' };
  if (first === undefined) return { type: 'light', reason: 'the hash has no input yet' };
  const text = truncateNodeText(first);
  if (SHORT_TEXT.test(text)) return { type: 'light', reason: `${text} is a short string` };
  return LARGE_NAME.test(text)
    ? { type: 'heavy' }
    : { type: 'unknown', what: `how large ${text} can get` };
}

/** Returns `unknown` for a whole outside document of any size; other arguments are mostly short. */
function bySize(first: SgNode | undefined, language: Language): CallCost {
  const origin = first === undefined ? null : outsideOf(first, language);
  return origin === null
    ? { type: 'light', reason: 'the argument is neither a file nor a request or response body' }
    : { type: 'unknown', what: `how large ${origin} can get` };
}

/** Returns why parsing a text in place is the best choice in Node.js; null if it may not be. */
function whyAsItIs(node: SgNode): string | null {
  const value = node.kind() === 'identifier' ? valueAt(node, node.text(), 'script') : node;
  const text = value === null ? '' : truncateNodeText(value);
  if (/\breadFileSync\(/u.test(text))
    return 'reading the file blocks the event loop for longer than parsing it';
  // A worker would have to copy all of the result back, which takes as long as to parse it.
  return /^(?:await\s+)?\w+\.text\(\)$/u.test(text)
    ? 'the json() method of a request or response does the same work'
    : null;
}

/** Bodies of requests and responses, and contents of files, whose size is unknown. */
const OUTSIDE =
  /\.(?:read|read_text|read_bytes|body|text|content|aread)(?:\(\))?$|(?:readFile|readFileSync)\(|\bopen\(|\.body\b/u;

/** Names of objects that have a body. */
const CARRIES =
  /\b(?:r|req|request|res|resp|response|reply|result|file|upload|page|body)\b|(?:Response|Request|_response|_request)\b/iu;

function outsideOf(node: SgNode, language: Language): string | null {
  const value = node.kind() === 'identifier' ? valueAt(node, node.text(), language) : node;
  const text = value === null ? '' : truncateNodeText(value);
  if (!OUTSIDE.test(text)) return null;
  // The text or content of a message is no body.
  return /\.(?:text|content)$/u.test(text) && !CARRIES.test(text) ? null : text;
}

function isInHandler(node: SgNode): boolean {
  for (let at = node.parent(); at !== null && !isFunction(at); at = at.parent()) {
    if (at.kind() === 'except_clause' || at.kind() === 'catch_clause') return true;
  }
  return false;
}
