import { sep } from 'node:path';

export interface SideFolders {
  /** Top of the side's files. */
  readonly top: string;
  /** Parent folder of the top, where packages are looked up too. */
  readonly above: string;
  readonly dependencies: readonly string[];
}

export interface SidePathNames {
  /** Returns the name, the same for corresponding paths; null for a path outside the side. */
  readonly nameOf: (path: string) => string | null;
  /** Returns the name, or the path itself if it lies outside the side. */
  readonly nameOrPath: (path: string) => string;
}

/** Creates names for the paths of one side; the innermost of its folders names a path. */
export function createSidePathNames({ top, above, dependencies }: SideFolders): SidePathNames {
  const folders: readonly (readonly [folder: string, name: string])[] = [
    [top, ''] as const,
    ...dependencies.map((folder, index) => [folder, `<packages ${index + 1}>/`] as const),
    [above, '<above>/'] as const,
  ].toSorted(([folder], [other]) => other.length - folder.length);
  const nameOf = (path: string): string | null => {
    for (const [folder, name] of folders) {
      if (path === folder) return `${name}.`;
      if (path.startsWith(folder + sep)) return name + path.slice(folder.length + 1);
    }
    return null;
  };
  return { nameOf, nameOrPath: (path) => nameOf(path) ?? path };
}
