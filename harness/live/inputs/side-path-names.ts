import { sep } from 'node:path';

/** Folders that belong to one side alone, or stand for the same on both: its own, above it, its packages. */
export interface SideFolders {
  /** Top of the side's files. */
  readonly top: string;
  /** The folder that holds the top, where names of packages are looked for too. */
  readonly above: string;
  readonly dependencies: readonly string[];
}

/** Gives what a path is called on whichever side it lies. */
export interface SidePathNames {
  /** The same name for what stands at the same place of both sides; null: it belongs to no side. */
  readonly of: (path: string) => string | null;
  /** The path behind a name of a place inside. */
  readonly textOf: (path: string) => string;
}

/** Names for the paths of one side. */
export function createSidePathNames({ top, above, dependencies }: SideFolders): SidePathNames {
  const folders: readonly (readonly [folder: string, name: string])[] = [
    [top, ''] as const,
    ...dependencies.map((folder, index) => [folder, `<packages ${index + 1}>/`] as const),
    [above, '<above>/'] as const,
  ].toSorted(([folder], [other]) => other.length - folder.length);
  const of = (path: string): string | null => {
    for (const [folder, name] of folders) {
      if (path === folder) return `${name}.`;
      if (path.startsWith(folder + sep)) return name + path.slice(folder.length + 1);
    }
    return null;
  };
  return { of, textOf: (path) => of(path) ?? path };
}
