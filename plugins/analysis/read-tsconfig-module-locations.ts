import { join, posix } from 'node:path';
import type { Host } from '../../harness/host.ts';
import type { ModuleSettings } from './link/module-resolver.ts';

/** Reads the module locations declared in `tsconfig.json` and the manifests of a project. */
export function readModuleSettings(
  host: Host,
  root: string,
  files: readonly string[],
): ModuleSettings {
  const configs = files.filter((file) => /(?:^|\/)[jt]sconfig(?:\.base)?\.json$/u.test(file));
  const manifests = files.filter((file) => /(?:^|\/)package\.json$/u.test(file));
  return {
    aliases: configs.flatMap((file) => aliasesOf(host.files.read(join(root, file)), file)),
    packages: new Map(
      manifests.flatMap((file) => {
        const { name } = asObject(parseJsonc(host.files.read(join(root, file))));
        return typeof name === 'string' ? [[name, posix.dirname(file)]] : [];
      }),
    ),
  };
}

function aliasesOf(text: string | null, file: string): ModuleSettings['aliases'] {
  const { compilerOptions } = asObject(parseJsonc(text));
  const { paths, baseUrl } = asObject(compilerOptions);
  const folder = posix.join(posix.dirname(file), typeof baseUrl === 'string' ? baseUrl : '.');
  const named = Object.entries(asObject(paths)).map(([pattern, targets]) => ({
    pattern,
    targets: (Array.isArray(targets) ? targets : [])
      .filter((target) => typeof target === 'string')
      .map((target) => posix.join(folder, target)),
  }));
  const base = { pattern: '*', targets: [posix.join(folder, '*')] };
  return typeof baseUrl === 'string' ? [...named, base] : named;
}

/** Parses JSON as TypeScript does, with comments and trailing commas; null if invalid. */
export function parseJsonc(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    const plain = text
      .replace(
        /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//gu,
        (_, quoted?: string) => quoted ?? '',
      )
      .replace(/,(?=\s*[}\]])/gu, '');
    try {
      return JSON.parse(plain);
    } catch {
      return null;
    }
  }
}

export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}
