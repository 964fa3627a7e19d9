import type { SgRoot } from '@ast-grep/napi';

/** Languages that are read, by the names that ast-grep has for them. */
export type CodeLanguage = 'TypeScript' | 'Tsx' | 'JavaScript' | 'Python';

export interface Parser {
  readonly parse: (language: CodeLanguage, text: string) => SgRoot;
  /** The same in another thread, while this one does something else. */
  readonly parseAside: (language: CodeLanguage, text: string) => Promise<SgRoot>;
}

const LANGUAGES: Readonly<Record<string, CodeLanguage>> = {
  ts: 'TypeScript',
  mts: 'TypeScript',
  cts: 'TypeScript',
  tsx: 'Tsx',
  js: 'JavaScript',
  jsx: 'JavaScript',
  mjs: 'JavaScript',
  cjs: 'JavaScript',
  py: 'Python',
};

/** By the end of its name; null: it is none that is read. */
export function languageOf(file: string): CodeLanguage | null {
  return LANGUAGES[/\.([a-z]+)$/u.exec(file)?.[1] ?? ''] ?? null;
}

let loaded: Promise<Parser> | null = null;

/** The native parser, once it is needed: it takes 8 MB and some tens of milliseconds to load. */
export function loadParser(): Promise<Parser> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Parser> {
  const { parse, parseAsync, registerDynamicLanguage } = await import('@ast-grep/napi');
  const { default: python } = await import('@ast-grep/lang-python');
  // Once for each process: a second time is refused.
  registerDynamicLanguage({ Python: python });
  return { parse, parseAside: parseAsync };
}
