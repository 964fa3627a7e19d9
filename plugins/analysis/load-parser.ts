import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DynamicLangRegistrations, SgRoot } from '@ast-grep/napi';
import {
  findPythonGrammar,
  PYTHON_INSTALL,
} from '../../harness/host/find-tools-installed-by-doctor-command.ts';
import type { Host } from '../../harness/host.ts';

export type CodeLanguage = 'TypeScript' | 'Tsx' | 'JavaScript' | 'Python';

export interface Parser {
  readonly parse: (language: CodeLanguage, text: string) => SgRoot;
  /** Parses in another thread, so this thread stays free. */
  readonly parseAside: (language: CodeLanguage, text: string) => Promise<SgRoot>;
  /** Why a language cannot be read here; null: it can. Parsing it throws then. */
  readonly lacks: (language: CodeLanguage) => string | null;
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

/** Returns the language of a file by its extension; null if it is not supported. */
export function detectLanguage(file: string): CodeLanguage | null {
  return LANGUAGES[/\.([a-z]+)$/u.exec(file)?.[1] ?? ''] ?? null;
}

/** Returns the language of a script by its extension; null if it is not a script. */
export function scriptLanguage(file: string): Exclude<CodeLanguage, 'Python'> | null {
  const language = detectLanguage(file);
  return language === 'Python' ? null : language;
}

let loaded: Promise<Parser> | null = null;

/**
 * Loads the native parser on demand: it takes 8 MB and some tens of milliseconds to load. It is
 * loaded once in a process; the first caller decides where the Python grammar is searched for.
 */
export function loadParser(host: Host): Promise<Parser> {
  loaded ??= load(host);
  return loaded;
}

async function load(host: Host): Promise<Parser> {
  const { parse, parseAsync, registerDynamicLanguage } = await import('@ast-grep/napi');
  const python = findPythonGrammar(host);
  // Once for each process: a second time is refused.
  if (python !== null) registerDynamicLanguage({ Python: await importGrammar(python.folder) });
  return {
    parse,
    parseAside: parseAsync,
    lacks: (language) =>
      language === 'Python' && python === null
        ? `the Python grammar is not installed: ${PYTHON_INSTALL}`
        : null,
  };
}

async function importGrammar(folder: string): Promise<DynamicLangRegistrations[string]> {
  const grammar = await import(pathToFileURL(join(folder, 'index.js')).href);
  return grammar.default;
}
