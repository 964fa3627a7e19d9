const SHOWN = 3;

/** Names of files on one line: those of a collector are many. */
export function filesText(files: readonly string[]): string {
  const more = files.length - SHOWN;
  return `${files.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
