import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, valueAt } from '../../../../analysis/index.ts';
import type { CallNamePatterns } from '../../../analysis/find-call-candidates-by-name.ts';
import { truncateNodeText } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';

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
