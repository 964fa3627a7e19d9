/** Characters of source that are kept: rules ask for the same files again and again. */
const MOST_CHARACTERS = 60_000_000;

/** Remembers the texts of files as far as there is room for them; the others are read each time. */
export function keepTexts(
  read: (file: string) => string | null,
  most = MOST_CHARACTERS,
): (file: string) => string | null {
  const kept = new Map<string, string | null>();
  let taken = 0;
  return (file) => {
    const known = kept.get(file);
    if (known !== undefined) return known;
    const text = read(file);
    const characters = text?.length ?? 0;
    if (taken + characters <= most) {
      taken += characters;
      kept.set(file, text);
    }
    return text;
  };
}
