import { posix } from 'node:path';
import { parse } from '@ast-grep/napi';
import { type CodeLanguage, scriptLanguage } from '../../analysis/index.ts';
import type { CodemodSource, TypeFile } from './codemod.ts';

/** Reads a file by its path from the project root; null if it does not exist. */
export type ReadFile = (path: string) => string | null;

/**
 * Parses a file for codemods; `path` is relative to the project root, with slashes. null for an
 * extension other than those of TypeScript and JavaScript.
 * @param read - Reads the files that its types come from. Default: these types are unknown.
 */
export function readSource(
  path: string,
  text: string,
  read: ReadFile = () => null,
): CodemodSource | null {
  const language = scriptLanguage(path);
  if (language === null) return null;
  const known = new Map<string, TypeFile | null>();
  return { path, text, ...typeFile(path, text, language, { read, known }) };
}

interface Reading {
  readonly read: ReadFile;
  /** Files already read, by path. */
  readonly known: Map<string, TypeFile | null>;
}

function typeFile(path: string, text: string, language: CodeLanguage, reading: Reading): TypeFile {
  return {
    root: parse(language, text).root(),
    importedFrom: (specifier) => {
      if (!/^\.{1,2}(?:\/|$)/u.test(specifier)) return null;
      const base = posix.join(posix.dirname(path), specifier);
      if (base.startsWith('..')) return null;
      for (const candidate of candidatesFor(base)) {
        const found = typesAt(candidate, reading);
        if (found !== null) return found;
      }
      return null;
    },
  };
}

/** Candidates in TypeScript's resolution order: `.js` stands for the source it compiles from. */
function candidatesFor(base: string): readonly string[] {
  const [, stem = base, module = null] = /^(.*)\.([mc]?)jsx?$/u.exec(base) ?? [];
  if (module !== null) return [`${stem}.${module}ts`, `${stem}.tsx`, `${stem}.d.${module}ts`];
  if (/\.[mc]?tsx?$/u.test(base)) return [base];
  return ['.ts', '.tsx', '.d.ts', '/index.ts', '/index.d.ts'].map((ending) => base + ending);
}

function typesAt(path: string, reading: Reading): TypeFile | null {
  const known = reading.known.get(path);
  if (known !== undefined) return known;
  const text = reading.read(path);
  const language = /\.tsx$/u.test(path) ? 'Tsx' : 'TypeScript';
  const file = text === null ? null : typeFile(path, text, language, reading);
  reading.known.set(path, file);
  return file;
}
