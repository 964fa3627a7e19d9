import { type ManifestDependency, parseLowestVersion } from './manifest-dependency.ts';

/** Reads the lines of a requirements file (PEP 508), without options and URLs. */
export function readRequirements(text: string): readonly ManifestDependency[] {
  const lines = text.replace(/\\\r?\n/gu, ' ').split(/\r?\n/u);
  return lines.flatMap((line) => readRequirement(line, false) ?? []);
}

/** `SQLAlchemy[asyncio]>=2.0,<3 ; python_version > "3.8"`; null: it names no package. */
export function readRequirement(
  line: string,
  isForDevelopment: boolean,
): ManifestDependency | null {
  const plain = line.replace(/(?:^|\s)#.*$/u, '').replace(/\s*;.*$/u, '');
  const found =
    /^\s*([a-z\d][\w.-]*)\s*(?:\[[^\]]*\])?\s*\(?([<>=~!][^@)]*)?\)?\s*(?:@.*|--hash.*)?$/iu.exec(
      plain,
    );
  if (found?.[1] === undefined) return null;
  const version = found[2] === undefined ? null : parseLowestVersion(found[2]);
  return { registry: 'python', name: normalizePythonName(found[1]), version, isForDevelopment };
}

/** Normalizes a package name by PEP 503: the separators between its parts do not matter. */
export function normalizePythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/gu, '-');
}
