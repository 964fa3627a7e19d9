import type { SgNode } from '@ast-grep/napi';
import { valueAt } from '../../../look/local-value.ts';
import type { CallNames } from '../../../look/names/full-name.ts';
import { isFunction } from '../../../look/nodes.ts';
import { argumentsOf, type Language, shortText } from '../../../look/syntax-in.ts';

const NONE = /(?!)/u;

/** Libraries whose calls work on a whole document, picture or table, by full names. */
const PYTHON_LIBRARIES = [
  'PIL\\.Image\\.open(?:\\.(?:resize|thumbnail|convert|save|rotate|crop|load|filter))?',
  'PIL\\.ImageOps\\.\\w+',
  'cv2\\.(?:imread|imwrite|resize|imdecode|imencode|cvtColor|GaussianBlur)',
  '(?:bcrypt\\.(?:hashpw|checkpw|kdf)|passlib\\.(?:context\\.CryptContext|hash\\.\\w+)\\.(?:hash|verify|encrypt|verify_and_update))',
  'argon2\\.PasswordHasher\\.(?:hash|verify)',
  'pwdlib\\.PasswordHash(?:\\.recommended)?\\.(?:hash|verify|verify_and_update)',
  'werkzeug\\.security\\.(?:(?:generate|check)_password_hash)',
  'django\\.contrib\\.auth\\.hashers\\.(?:make|check)_password',
  'cryptography\\.hazmat\\.primitives\\.asymmetric\\.(?:rsa|dsa|dh)\\.generate_(?:private_key|parameters)',
  'lxml\\.etree\\.(?:parse|fromstring|HTML|XML)',
  'lxml\\.html\\.(?:parse|fromstring|document_fromstring)',
  'bs4\\.BeautifulSoup',
  '(?:trafilatura\\.extract|readability\\.Document\\.summary)',
  'pandas\\.(?:read_(?:csv|excel|parquet|json|sql|sql_query|html|feather)|ExcelWriter)',
  'polars\\.read_\\w+',
  'openpyxl\\.(?:load_workbook|reader\\.excel\\.load_workbook)',
  'docx\\.Document',
  'pptx\\.Presentation',
  '(?:pypdf|PyPDF2|pikepdf)\\.(?:PdfReader|PdfFileReader|Pdf\\.open)(?:\\.pages\\.\\w+)?',
  '(?:pdfplumber|fitz|pymupdf)\\.open',
  'pymupdf4llm\\.to_markdown',
  'pdf2image\\.convert_from_(?:path|bytes)',
  'pdfminer\\.high_level\\.extract_(?:text|pages)',
  'markitdown\\.MarkItDown\\.convert\\w*',
  'docling\\.document_converter\\.DocumentConverter\\.convert\\w*',
  'unstructured\\.partition\\.\\w+\\.partition\\w*',
  'weasyprint\\.HTML\\.(?:write_pdf|render)',
  'xhtml2pdf\\.pisa\\.CreatePDF',
  'pytesseract\\.image_to_\\w+',
  'easyocr\\.Reader\\.readtext',
  'whisper\\.(?:load_model(?:\\.transcribe)?|transcribe)',
  'faster_whisper\\.WhisperModel\\.transcribe',
  'sentence_transformers\\.SentenceTransformer\\.encode',
  'matplotlib\\.pyplot\\.savefig',
  '(?:zipfile\\.ZipFile|tarfile\\.open)\\.extractall',
  '(?:gzip|zlib|bz2|lzma|brotli|zstandard)\\.(?:compress|decompress)',
];

/** R653-16: what keeps the processor busy, in Python. */
export const PYTHON_HEAVY: CallNames = {
  packaged: new RegExp(`^(?:json\\.loads?|hashlib\\.\\w+|${PYTHON_LIBRARIES.join('|')})$`, 'u'),
  written: NONE,
};

/** The same in Node.js: forms that hold the event loop where there are others that do not. */
export const NODE_HEAVY: CallNames = {
  packaged:
    /^(?:node:crypto\.(?:default\.)?(?:pbkdf2|scrypt|hkdf|generateKeyPair|generatePrime|checkPrime|argon2)Sync|(?:bcrypt|bcryptjs|bcrypt-ts|@node-rs\/bcrypt)\.(?:default\.)?(?:hash|compare|verify)Sync|@node-rs\/argon2\.(?:hash|verify)Sync|node:zlib\.(?:default\.)?\w+Sync|fflate\.(?:zip|unzip|gzip|gunzip|deflate|inflate)Sync|xlsx\.(?:default\.)?(?:read|readFile|write|writeFile))$/u,
  written: /^JSON\.parse$/u,
};

/** How sure it is that a call takes long. */
export type Weight =
  | { readonly type: 'heavy' }
  | { readonly type: 'unknown'; readonly what: string }
  | { readonly type: 'light'; readonly reason: string };

const LARGE_NAME = /data|content|body|payload|file|chunk|buffer|bytes|blob|image|raw/iu;
const SHORT_TEXT = /\.encode\(|^b?['"]|^f['"]|(?:key|token|name|email|url|id|secret|password)$/iu;
/** Key derivation is slow on purpose, whatever it is given. */
const SLOW_HASH = /^hashlib\.(?:pbkdf2_hmac|scrypt|file_digest)$/u;

export function weigh(name: string, call: SgNode, language: Language): Weight {
  const [first] = argumentsOf(call);
  if (/^(?:json\.loads?|JSON\.parse)$/u.test(name)) {
    if (first !== undefined && name === 'JSON.parse') {
      const why = whyAsItIs(first);
      if (why !== null) return { type: 'light', reason: why };
    }
    const origin = first === undefined ? null : outsideOf(first, language);
    if (isInHandler(call)) {
      return { type: 'light', reason: 'what tells of a failure is short' };
    }
    if (origin === null && name !== 'json.load') {
      return { type: 'light', reason: 'what it parses is no file and no body of a request' };
    }
    return { type: 'unknown', what: `how large ${origin ?? first?.text() ?? 'the file'} gets` };
  }
  if (!name.startsWith('hashlib.') || SLOW_HASH.test(name)) return { type: 'heavy' };
  if (first === undefined) return { type: 'light', reason: 'it is given nothing yet' };
  const text = shortText(first);
  if (SHORT_TEXT.test(text)) return { type: 'light', reason: `${text} is a short text` };
  return LARGE_NAME.test(text)
    ? { type: 'heavy' }
    : { type: 'unknown', what: `how large ${text} gets` };
}

/** Why there is no better way to parse a text in Node.js than where it is; null: there may be. */
function whyAsItIs(node: SgNode): string | null {
  const value = node.kind() === 'identifier' ? valueAt(node, node.text(), 'script') : node;
  const text = value === null ? '' : shortText(value);
  if (/\breadFileSync\(/u.test(text))
    return 'what holds the event loop longer is that the file is read';
  // A worker would have to copy all of the result back, which takes as long as to parse it.
  return /^(?:await\s+)?\w+\.text\(\)$/u.test(text)
    ? 'it is what json() of a request or response does as well'
    : null;
}

/** Bodies of requests and responses, and what is read from files: nobody knows how large they are. */
const OUTSIDE =
  /\.(?:read|read_text|read_bytes|body|text|content|aread)(?:\(\))?$|(?:readFile|readFileSync)\(|\bopen\(|\.body\b/u;

/** What has a body, by its name. */
const CARRIES =
  /\b(?:r|req|request|res|resp|response|reply|result|file|upload|page|body)\b|(?:Response|Request|_response|_request)\b/iu;

function outsideOf(node: SgNode, language: Language): string | null {
  const value = node.kind() === 'identifier' ? valueAt(node, node.text(), language) : node;
  const text = value === null ? '' : shortText(value);
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
