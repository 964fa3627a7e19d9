import type { CallNamePatterns } from '../../../analysis/find-call-candidates-by-name.ts';

const NONE = /(?!)/u;

/** Full names of library calls that process a whole document, image or table. */
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
  'sentence_transformers\\.CrossEncoder\\.(?:predict|rank)',
  'matplotlib\\.(?:pyplot(?:\\.(?:figure|subplots))?|figure\\.Figure)\\.savefig',
  'cryptography\\.hazmat\\.primitives\\.kdf\\.(?:pbkdf2\\.PBKDF2HMAC|scrypt\\.Scrypt|argon2\\.Argon2(?:id|i|d))\\.(?:derive|verify|derive_into|derive_phc_encoded|verify_phc_encoded)',
  'argon2\\.low_level\\.(?:hash_secret(?:_raw)?|verify_secret)',
  'nacl\\.pwhash\\.(?:str|verify|kdf|(?:argon2id?|argon2i|scrypt)\\.(?:str|verify|kdf))',
  'Crypto(?:dome)?\\.(?:Protocol\\.KDF\\.(?:PBKDF2|scrypt|bcrypt)|PublicKey\\.(?:RSA|DSA)\\.generate)',
  '(?:markdownify\\.(?:markdownify|MarkdownConverter\\.convert)|html2text\\.(?:html2text|HTML2Text\\.handle))',
  'mammoth\\.(?:convert_to_html|convert_to_markdown|extract_raw_text)',
  '(?:librosa\\.load|rembg\\.remove|blurhash\\.encode|camelot\\.read_pdf)',
  '(?:docx\\.Document|pptx\\.Presentation|openpyxl\\.Workbook|docxtpl\\.DocxTemplate)\\.(?:save|render)',
  'reportlab\\.(?:platypus\\.(?:\\w+\\.)?\\w*DocTemplate\\.(?:build|multiBuild)|pdfgen\\.canvas\\.Canvas\\.save)',
  'pyarrow\\.(?:parquet\\.(?:read_table|write_table)|csv\\.read_csv)',
  '(?:zipfile\\.ZipFile|tarfile\\.open)\\.extractall',
  '(?:gzip|zlib|bz2|lzma|brotli|zstandard)\\.(?:compress|decompress)',
];

/** Calls that are fast for short texts but also receive whole documents. */
const PYTHON_BY_SIZE = [
  'markdown\\.(?:markdown|Markdown\\.convert)',
  'bleach\\.(?:clean|linkify)',
  'tiktoken\\.(?:get_encoding|encoding_for_model)\\.(?:encode|encode_ordinary|encode_batch)',
  'xmltodict\\.parse',
];

/** R653-16: CPU-bound calls in Python. */
export const PYTHON_HEAVY_CALLS: CallNamePatterns = {
  packaged: new RegExp(
    `^(?:json\\.loads?|hashlib\\.\\w+|${[...PYTHON_LIBRARIES, ...PYTHON_BY_SIZE].join('|')})$`,
    'u',
  ),
  written: NONE,
};

/** CPU-bound Node.js calls that block the event loop although non-blocking alternatives exist. */
export const NODE_HEAVY_CALLS: CallNamePatterns = {
  packaged:
    /^(?:node:crypto\.(?:default\.)?(?:pbkdf2|scrypt|hkdf|generateKeyPair|generatePrime|checkPrime|argon2)Sync|(?:bcrypt|bcryptjs|bcrypt-ts|@node-rs\/bcrypt)\.(?:default\.)?(?:hash|compare|verify)Sync|@node-rs\/argon2\.(?:hash|verify)Sync|node:zlib\.(?:default\.)?\w+Sync|fflate\.(?:zip|unzip|gzip|gunzip|deflate|inflate)Sync|pako\.(?:default\.)?(?:deflate|deflateRaw|gzip|inflate|inflateRaw|ungzip)|adm-zip\.(?:default\.)?(?:extractAllTo|toBuffer|writeZip)|@resvg\/resvg-js\.Resvg\.render|xlsx\.(?:default\.)?(?:read|readFile|write|writeFile)|jsdom\.JSDOM|cheerio\.(?:default\.)?load)$/u,
  written: /^JSON\.parse$/u,
};

/** Libraries that also run in browsers; they block a server only where a request reaches them. */
export const BROWSER_LIBRARIES = /^(?:pako|jsdom|cheerio)\b/u;
