import { once, type ProjectCode } from '../../analysis/index.ts';

/** Import of one file of the project by another. */
export interface FileImport {
  /** The file that imports. */
  readonly by: string;
  /** Imported name; `*` for the whole file. */
  readonly imported: string;
}

/** Returns the importers of each file of a project. */
export const findImporters = once(
  (code: ProjectCode): ReadonlyMap<string, readonly FileImport[]> => {
    const found = new Map<string, FileImport[]>();
    for (const by of code.sources) {
      for (const { source, imported } of code.importsOf(by)) {
        const { file, name } = importedFrom(code, by, source, imported);
        if (file === null || file === by) continue;
        const known = found.get(file) ?? [];
        if (!known.some((importer) => importer.by === by && importer.imported === name))
          known.push({ by, imported: name });
        found.set(file, known);
      }
    }
    return found;
  },
);

/** Resolves an import; Python's `from app.jobs import mail` imports a module if one is so named. */
function importedFrom(code: ProjectCode, by: string, source: string, imported: string) {
  if (by.endsWith('.py') && imported !== '*') {
    const module = code.moduleOf(
      by,
      source.endsWith('.') ? source + imported : `${source}.${imported}`,
    );
    if (module !== null) return { file: module, name: '*' };
  }
  return { file: code.moduleOf(by, source), name: imported };
}
