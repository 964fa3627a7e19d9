/** Comments, texts and regular expressions, as far as a scan can tell them from code. */
const NOT_CODE =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/gu;

/** A text without what is no code; code inside of template literals goes too. */
export function codeOnly(source: string): string {
  return source.replaceAll(NOT_CODE, (found) => (/^['"]/u.test(found) ? "''" : ' '));
}

/** Whether a module of ES: it imports or exports by statement. */
export function hasModuleSyntax(code: string): boolean {
  return /(?:^|[\n;}])\s*(?:import\s*(?:[\w${*]|'')|export\b)/u.test(code);
}

/** Whether it can only be a module of ES, whatever its package says. */
export function needsModule(code: string): boolean {
  return (
    /\bimport\s*\.\s*meta\b/u.test(code) || /(?:^|\n)(?:[\w$ ,:{}[\]]+=\s*)?await\b/u.test(code)
  );
}

/** Whether a class or a member of one is decorated. */
export function hasDecorators(code: string): boolean {
  return /(?:^|[\s({;,])@[\p{L}_$(]/u.test(code);
}

/** The names of an import, without those that say that they are types. */
const IMPORT =
  /\bimport\s+(?!type\s+[\w${*])(?:([\w$]+)\s*(?:,\s*)?)?(?:\{([^}]*)\}|\*\s*as\s+[\w$]+)?\s*from\b/gu;

/** Whether code never mentions an imported name again, types left out: it may be a type, missing at run time. */
export function importsUnused(code: string): boolean {
  for (const [, whole, named = ''] of code.matchAll(IMPORT)) {
    const locals = named
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '' && !/^type\s/u.test(one))
      .map((one) => one.split(/\s+as\s+/u).at(-1) ?? '');
    if ([...locals, ...(whole === undefined ? [] : [whole])].some((one) => !isUsed(code, one))) {
      return true;
    }
  }
  return false;
}

/** Besides its import; a property of that name is another thing. */
function isUsed(code: string, name: string): boolean {
  const word = name.replaceAll('$', '\\$');
  const mentions = code.matchAll(new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${word}(?![\\w$])`, 'gu'));
  return [...mentions].length > 1;
}
