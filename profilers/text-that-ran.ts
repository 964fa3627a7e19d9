import type { LoadedTexts, ProfiledFunction } from '../harness/model/program/profile.ts';
import { isBlanked, placesFit } from './places-fit.ts';
import type { SourceFiles } from './source-map-file.ts';

/** Files of which V8 seldom runs what they hold. */
const TYPED = /\.(?:[cm]?ts|[jt]sx)$/u;

/**
 * The text that ran of a file: what the program said, else what the file holds or what our own loader
 * makes of it, where the functions begin where they were seen. null: some other loader's, which is
 * not known.
 */
export function textThatRan(
  file: string,
  functions: readonly ProfiledFunction[],
  { read, readLoaded = read }: SourceFiles,
  texts: LoadedTexts,
): string | null {
  if (texts.has(file)) return texts.get(file) ?? null;
  const held = read(file);
  // The source map of a built file shows if it is the executed one.
  if (held === null || !TYPED.test(file)) return held ?? '';
  const fits = placesFit(held, functions);
  if (fits === true) return held;
  const loaded = readLoaded(file) ?? held;
  if (placesFit(loaded, functions) !== false) return loaded;
  return fits === null ? held : null;
}

/** True where places in an executed text are places in its file. */
export function isOfSource(
  text: string,
  held: string | null,
  functions: readonly ProfiledFunction[],
): boolean {
  return (
    held === null || text === held || isBlanked(text, held) || placesFit(held, functions) === true
  );
}
