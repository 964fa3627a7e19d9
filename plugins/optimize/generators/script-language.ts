import { Lang } from '@ast-grep/napi';

const LANGUAGES: Readonly<Record<string, Lang>> = {
  ts: Lang.TypeScript,
  mts: Lang.TypeScript,
  cts: Lang.TypeScript,
  tsx: Lang.Tsx,
  js: Lang.JavaScript,
  jsx: Lang.JavaScript,
  mjs: Lang.JavaScript,
  cjs: Lang.JavaScript,
};

/** The language of a file by its ending; null: neither TypeScript nor JavaScript. */
export function scriptLanguage(path: string): Lang | null {
  return LANGUAGES[/\.([a-z]+)$/u.exec(path)?.[1] ?? ''] ?? null;
}
