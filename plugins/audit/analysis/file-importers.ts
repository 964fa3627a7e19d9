import { once, type ProjectCode } from '../../analysis/index.ts';

/** Import of one file of the project by another. */
export interface FileImport {
  /** The file that imports. */
  readonly by: string;
  /** Name in the file that is imported; `*` for all of it. */
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

/** `from app.jobs import mail` of Python takes the whole of a module where there is one of the name. */
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
