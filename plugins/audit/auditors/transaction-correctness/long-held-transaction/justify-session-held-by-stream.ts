import { type CallSite, once, type ProjectCode } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';

/** Route class that commits or closes after the handler returns, before the response is sent. */
const ENDS = /await\s+(?:\w+\.)*\w+\([\s\S]*\.(?:commit|close|rollback)\(/u;

/** Returns why an event stream is not reported for its handler's session; null: no reason. */
export function justifyStreamSession(
  { code }: AuditedCode,
  index: number,
  file: string,
  stream: CallSite,
  session: string,
): string | null {
  if (usesItself(code, index, file, stream, session)) {
    return `the stream itself runs queries through ${session}`;
  }
  const route = isPlainRouter(code, file) ? undefined : endingRoutes(code)[0];
  return route === undefined ? null : `${route} ends the transaction before the response is sent`;
}

/** True if the stream gets the session, or the handler's inner function producing it uses it. */
function usesItself(
  code: ProjectCode,
  index: number,
  file: string,
  { raw }: CallSite,
  session: string,
): boolean {
  const isUse = new RegExp(`(?<![\\w.])${session}\\b(?!\\s*=(?!=))`, 'u');
  if (isUse.test(raw.argumentText)) return true;
  const { start, end } = code.rawOf(index);
  return code.facts.functions.some((codeFunction, at) => {
    if (codeFunction.file !== file || at === index) return false;
    const inner = code.rawOf(at);
    const isNested = start < inner.start && inner.end <= end;
    const text = isNested ? (code.textOf(file) ?? '').slice(inner.start, inner.end) : '';
    return new RegExp(`\\b${inner.name}\\(`, 'u').test(raw.argumentText) && isUse.test(text);
  });
}

/** `from fastapi import APIRouter`, and no class of routes is named. */
function isPlainRouter(code: ProjectCode, file: string): boolean {
  const router = code.importsOf(file).find(({ imported }) => imported === 'APIRouter');
  const isOfFastapi = router === undefined || /^fastapi\b/u.test(router.source);
  return isOfFastapi && !/\broute_class\s*=/u.test(code.textOf(file) ?? '');
}

/** Names of the project's route classes that end what the handler has begun. */
const endingRoutes = once((code: ProjectCode): readonly string[] =>
  code.sources.flatMap((file) => {
    const text = file.endsWith('.py') ? (code.textOf(file) ?? '') : '';
    if (!/class \w+\([^)]*Route\b/u.test(text)) return [];
    return code.classesOf(file).flatMap(({ name }) => {
      const isRoute = new RegExp(`class ${name}\\([^)]*Route\\b`, 'u').test(text);
      const methods = code.facts.functions.flatMap((codeFunction, at) =>
        codeFunction.file === file && codeFunction.name.startsWith(`${name}.`)
          ? [code.rawOf(at)]
          : [],
      );
      const ends = methods.some(({ start, end }) => ENDS.test(text.slice(start, end)));
      return isRoute && ends ? [name] : [];
    });
  }),
);
