/** Folder of a user, as Linux, macOS and Windows have it; Markdown may have escaped what is in it. */
const HOME =
  /(?<![\w.~-])(?:\/home\/|\/Users\/|[A-Za-z]:(?:\\+|\/)Users(?:\\+|\/))(?:\\[^\s\\A-Za-z0-9]|[^\\/\s'"`:,;)\]}<>])+/gu;

/** The same text with `~` for the folders of users, whose names are nobody else's business. */
export function redactHomeFolders(text: string): string {
  return text.replace(HOME, '~');
}
