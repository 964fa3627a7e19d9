import { sep } from 'node:path';

/** Folders of one side, or with the same role on both: its own, its parent, its dependencies. */
export interface SideFolders {
  /** Top of the side's files. */
  readonly top: string;
  /** Parent folder of the top, where packages are looked up too. */
  readonly above: string;
  readonly dependencies: readonly string[];
}

/** Side-independent names of paths. */
export interface SidePathNames {
  /** Returns the same name for a location on either side; null if the path belongs to none. */
  readonly of: (path: string) => string | null;
  /** The path behind a name of a place inside. */
  readonly textOf: (path: string) => string;
}

/** Returns names for the paths of one side. */
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
