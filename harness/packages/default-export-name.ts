import { basename, dirname } from 'node:path';

const RESERVED =
  /^(?:await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|import|in|instanceof|let|new|null|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/u;

/**
 * Name of what a module exports without a name, after its file: `slugText` of `lib/slug-text.js`, and of
 * `slug-text/index.js`. null: the file has none that a variable can have.
 * @param file - From the root of its package, with `/`.
 * @param packageName - Stands for the file `index.js` of the root.
 */
export function defaultExportName(file: string, packageName = ''): string | null {
  const stem = basename(file).replace(/\..*$/u, '');
  const folder = basename(dirname(file));
  const text = stem !== 'index' ? stem : folder !== '.' ? folder : basename(packageName);
  const name = text.replaceAll(/[^\w$]+(\w?)/gu, (_, letter: string) => letter.toUpperCase());
  return /^[A-Za-z_$]/u.test(name) && !RESERVED.test(name) ? name : null;
}
