import type { ManifestDependency } from './manifest-dependency.ts';

/** Returns a `go.mod`'s direct requirements, and Go by its line. Throws if no module is named. */
export function readGoMod(text: string): readonly ManifestDependency[] {
  const lines = text.split(/\r?\n/u).map((line) => line.trim());
  if (!lines.some((line) => /^module\s+\S/u.test(line)))
    throw new SyntaxError('the file declares no module');
  let isInBlock = false;
  return lines.flatMap((line): readonly ManifestDependency[] => {
    if (/^require\s*\($/u.test(line)) isInBlock = true;
    else if (line === ')') isInBlock = false;
    const version = /^go\s+(\d[\d.]*)/u.exec(line)?.[1];
    if (version !== undefined) return [asked('go', version)];
    // Indirect requirements are marked in this way.
    if (/\/\/\s*indirect\b/u.test(line)) return [];
    const wanted = isInBlock ? line : (/^require\s+(.*)$/u.exec(line)?.[1] ?? '');
    const found = /^(\S+\.\S+)\s+v(\d[\w.+-]*)/u.exec(wanted);
    return found === null ? [] : [asked(found[1] ?? '', found[2] ?? '')];
  });
}

function asked(name: string, version: string): ManifestDependency {
  // `github.com/jackc/pgx/v5` is pgx, of which 5 is the version.
  const plain = name.replace(/\/v\d+$/u, '').toLowerCase();
  return { registry: 'go', name: plain, version, isForDevelopment: false };
}
